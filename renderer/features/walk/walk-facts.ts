import type { WalkStep, WalkValue, WalkView } from '#shared/contract/walk.ts';
import { countOf } from '../../ui/size.ts';
import type { StateTone } from '../../ui/state-icon.tsx';

/** Keys that are made on the spot and stored nowhere: their tile is an outline. */
export function isDerived(step: WalkStep): boolean {
  return step.id === 'kek' || step.id === 'part-key';
}

/** How the whole walk ended, as the pill beside the title says it. */
export function verdictOf(view: WalkView): { readonly tone: StateTone; readonly word: string } {
  const failed = view.steps.findIndex((step) => step.state === 'failed');
  if (failed >= 0) return { tone: 'fail', word: `Stops at step ${failed + 1}` };
  const checks = view.steps.flatMap((step) => step.checks);
  const held = checks.filter((check) => check.ok).length;
  if (!view.ok || held < checks.length)
    return { tone: 'warn', word: `${held} of ${countOf(checks.length, 'check')} hold` };
  if (view.plaintext === undefined) return { tone: 'neutral', word: 'Nothing to open' };
  return { tone: 'ok', word: `Plaintext reached, ${countOf(checks.length, 'check')} hold` };
}

/**
 * The step that is shown first: the one that stops the walk, else the first one. An altered copy that does not stop it
 * was mended, which shows where the hashes are checked.
 */
export function stepToOpen(view: WalkView): number {
  const failed = view.steps.findIndex((step) => step.state === 'failed');
  const mended = view.tried === undefined ? -1 : view.steps.findIndex((step) => step.id === 'bitrot');
  return Math.max(0, failed, failed < 0 ? mended : 0);
}

/** The second line of a step in the list. */
export function captionOf(step: WalkStep): string {
  switch (step.state) {
    case 'skipped':
      return step.reason ?? 'does not apply';
    case 'not-reached':
      return 'has no input';
    case 'failed':
      return step.error?.message ?? step.checks.find((check) => !check.ok)?.title ?? 'failed';
    case 'done':
      return doneCaption(step);
  }
}

function doneCaption({ outputs, checks }: WalkStep): string {
  const [only] = outputs;
  const made =
    only === undefined
      ? []
      : [outputs.length === 1 ? `${only.name}, ${lengthOf(only)}` : countOf(outputs.length, 'value')];
  const held = checks.filter((check) => check.ok).length;
  const checked =
    checks.length === 0
      ? []
      : [held === checks.length ? 'checked' : `${held} of ${checks.length} checks hold`];
  return [...made, ...checked].join(' · ');
}

/** `32 bytes`, `1 byte`, `1,049,088 bytes`; a number is a number, however many digits it has. */
export function lengthOf({ lengthBytes, type }: Pick<WalkValue, 'lengthBytes' | 'type'>): string {
  if (type === 'number') return 'number';
  return `${lengthBytes.toLocaleString('en')} ${lengthBytes === 1 ? 'byte' : 'bytes'}`;
}

/** What the length does not tell. */
export function kindWords({ type, isSecret }: WalkValue, derived: boolean): readonly string[] {
  if (derived) return ['made on the spot, stored nowhere'];
  return [
    ...(type === 'json' ? ['JSON'] : []),
    ...(type === 'text' ? ['text'] : []),
    ...(isSecret ? ['secret'] : []),
  ];
}

/** Where a value of a step came from, within the walk: the earlier step that made it. */
export function originStep(view: WalkView, value: WalkValue): number | undefined {
  if (value.originValue === undefined) return undefined;
  const made = view.steps.findIndex((step) => step.outputs.some((output) => output.id === value.originValue));
  return made < 0 ? undefined : made;
}

/** The drive that an origin names: `xl.meta of drive minio1, …`. Taken from the drives of the strip, so that no word is guessed. */
export function originDrive(view: WalkView, value: WalkValue): string | undefined {
  const drives = [...new Set(view.strip.map((part) => part.drive))].toSorted((a, b) => b.length - a.length);
  return drives.find((drive) => value.origin.includes(drive));
}
