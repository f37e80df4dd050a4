import type { Progress } from '#shared/contract/progress.ts';
import type { KeyKind } from '../../ui/key-tile.tsx';

export interface LearnCard {
  readonly name: string;
  /** A component of the lab, or a key of it. */
  readonly subject: 'vault' | 'kes' | 'minio' | KeyKind;
  /** What it is for. */
  readonly what: string;
  /** What the learner will see of it. */
  readonly see: string;
}

/** From the components to the keys, and the keys from the outermost to the innermost. */
export const LEARN_CARDS: readonly LearnCard[] = [
  {
    name: 'Vault',
    subject: 'vault',
    what: 'Vault keeps the KES key on its own storage, encrypted. It starts sealed: three of five Vault shares open it.',
    see: 'Seal it while the lab runs: writing stops, and so does reading once KES has forgotten the key.',
  },
  {
    name: 'KES',
    subject: 'kes',
    what: 'KES stands between MinIO and Vault. It makes a fresh data key for each object and opens it again for a read.',
    see: 'Each call of MinIO stands in its log: which key, which identity, how long.',
  },
  {
    name: 'MinIO',
    subject: 'minio',
    what: 'MinIO stores objects. It encrypts each one with an object key of its own, and keeps that key sealed beside it.',
    see: 'Through S3 you read the plaintext; on the drive there is only ciphertext.',
  },
  {
    name: 'Share',
    subject: 'share',
    what: 'Five people could hold one Vault share each. Three of them together open Vault; two learn nothing.',
    see: 'Your five are covered in the lab. Give three of them, and watch Vault open.',
  },
  {
    name: 'Root key',
    subject: 'root-key',
    what: 'The shares make the root key, and it opens what Vault stored. It lives in Vault’s memory only.',
    see: 'Sealing Vault forgets it. Nothing on the disk can bring it back without the shares.',
  },
  {
    name: 'KES key',
    subject: 'kes-key',
    what: 'The KES key encrypts data keys, never data. Vault stores it; KES keeps it in memory for a while.',
    see: 'Create a second KES key, and give a bucket its own.',
  },
  {
    name: 'Data key',
    subject: 'data-key',
    what: 'For each object KES makes a data key: once in the clear for MinIO, once encrypted with the KES key.',
    see: 'The encrypted one lies in the object’s metadata. Without KES nobody opens it.',
  },
  {
    name: 'Object key',
    subject: 'object-key',
    what: 'The object key encrypts the object itself. With the data key MinIO seals it, bound to bucket and name.',
    see: 'The proof finds it in xl.meta as 64 bytes that begin with IAAf.',
  },
];

const LONG_MS = 2_500;

/** Whether components or images are made for so long that there is time to read; stays true once it was. */
export function leavesTimeToRead({ steps, elapsedMs }: Pick<Progress, 'steps' | 'elapsedMs'>): boolean {
  return steps
    .filter(({ group }) => group === 'Components' || group === 'Images')
    .some(({ startMs, endMs }) => startMs !== undefined && (endMs ?? elapsedMs) - startMs >= LONG_MS);
}

/** The place after turning by `step` from `place`, around the ends. */
export function turned(place: number, step: 1 | -1): number {
  return (place + step + LEARN_CARDS.length) % LEARN_CARDS.length;
}
