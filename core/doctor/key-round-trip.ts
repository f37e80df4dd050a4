import { SealabError, toSealabError } from '#shared/errors.ts';
import type { LabSession } from '../labs/session.ts';
import type { Finding } from './finding.ts';

const ID = 'lab.key-round-trip';
const TITLE = 'A data key goes to KES and back';
const EXPECTED = 'KES opens the data key that it has sealed';

/** The finding where an earlier rung failed, so that nothing was asked. */
export function untriedRoundTrip(): Finding {
  return {
    id: ID,
    title: TITLE,
    ok: false,
    observed: 'not tried',
    expected: EXPECTED,
    evidence: 'not tried',
    fix: 'Answered after the one before it is repaired.',
  };
}

/**
 * Has KES make a data key and open it again, with Sealab's own identity and the lab's default key. It is done on demand
 * only: it puts the key into KES's cache, which hides a sealed Vault for some seconds, and the evidence says so.
 */
export async function tryKeyRoundTrip(session: LabSession, signal: AbortSignal): Promise<Finding> {
  const { clock } = session.ports;
  const { keyName } = session.definition;
  const asked = { id: ID, title: TITLE, expected: EXPECTED };
  using clients = await session.connect();
  const context = new TextEncoder().encode(`sealab doctor ${clock.now().toISOString()}`);
  const startMs = clock.monotonicMs();
  try {
    const made = await clients.kes.generate(keyName, context, signal);
    const opened = await clients.kes.decrypt(keyName, { ciphertext: made.ciphertext, context }, signal);
    if (opened.reveal() !== made.plaintext.reveal())
      throw new SealabError('kes-error', `KES opened a data key of ${keyName} and gave another one back.`, {
        fix: 'Look at KES’s log, and at who else writes to its key store.',
      });
    const tookMs = Math.round(clock.monotonicMs() - startMs);
    return {
      ...asked,
      ok: true,
      observed: `equal, in ${tookMs} ms`,
      evidence: [
        `KES made a data key of ${keyName}, sealed it to ${made.ciphertext.length} characters of base64, and opened it again.`,
        'Asked with the identity sealab, not minio. The key is now in KES’s cache for 20 s or more.',
      ].join('\n'),
      fix: '',
    };
  } catch (thrown) {
    const error = toSealabError(thrown);
    if (error.code === 'cancelled') throw error;
    const lines = error.details?.['evidence'];
    return {
      ...asked,
      ok: false,
      observed: error.message,
      evidence: Array.isArray(lines) && lines.length > 0 ? lines.join('\n') : error.message,
      fix: error.fix ?? 'Read the end of KES’s log.',
    };
  }
}
