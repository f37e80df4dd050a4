import { ownLines } from '../labs/own-lines.ts';
import type { LabSession } from '../labs/session.ts';

/** KES asks Vault for its state every 10 s (kes `keystore.vault.status.ping`), and logs in a moment later. */
const KES_NOTICES_MS = 15_000;
/** Vault says little once it is unsealed; its unseal is among its last lines. */
const TAIL_LINES = 200;
/** The last line of an unseal (vault `vault/core.go`, postUnseal). */
const UNSEALED = /^(\S+Z) \[INFO\] +core: post-unseal setup complete/;

/**
 * Why KES may not reach Vault yet although both are well, as a line of evidence: KES was started, or Vault was
 * unsealed, by whomever, in the last 15 s. undefined where neither was.
 */
export async function whyKesWaits(session: LabSession): Promise<string | undefined> {
  const nowMs = session.ports.clock.now().getTime();
  const isRecent = (atMs: number): boolean => atMs <= nowMs && nowMs - atMs < KES_NOTICES_MS;
  const secondsSince = (atMs: number): number => Math.round((nowMs - atMs) / 1000);
  const unsealedAt = Math.max(
    ...(await ownLines(session, 'vault', TAIL_LINES))
      .map((line) => Date.parse(UNSEALED.exec(line)?.[1] ?? ''))
      .filter((atMs) => !Number.isNaN(atMs)),
    Number.NEGATIVE_INFINITY,
  );
  if (isRecent(unsealedAt))
    return `Vault was unsealed ${secondsSince(unsealedAt)} s ago; KES asks it every 10 s`;
  const intent = session.starts.get('kes');
  const [kes] = intent === undefined ? [] : await session.engine.observe([intent]);
  const startedAt = Date.parse(kes?.startedAt ?? '');
  return isRecent(startedAt) ? `KES was started ${secondsSince(startedAt)} s ago` : undefined;
}
