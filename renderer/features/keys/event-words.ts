import type { KeyUse } from '#shared/contract/keys.ts';
import { formatTimeOfDay } from '../../ui/time.ts';

/** The local time of day with milliseconds: `10:02:41.338`. */
export function preciseTime(iso: string): string {
  return `${formatTimeOfDay(iso)}.${String(new Date(iso).getMilliseconds()).padStart(3, '0')}`;
}

/** What a column already says is left out of its cells: `decrypt with my-key`, `not asked: KES has it in its cache`. */
export function shortHop({ text }: { readonly text: string }): string {
  return text.replace(/^(?:MinIO asks KES (?:to|for)|Vault is) /, '');
}

/** `0.4 ms`, `12 ms`, `1.2 s`; nothing where it was not measured. */
export function tookWords({ tookMs }: Pick<KeyUse, 'tookMs'>): string {
  if (tookMs === undefined) return '';
  if (tookMs < 10) return `${tookMs.toFixed(1)} ms`;
  return tookMs < 1_000 ? `${Math.round(tookMs)} ms` : `${(tookMs / 1_000).toFixed(1)} s`;
}
