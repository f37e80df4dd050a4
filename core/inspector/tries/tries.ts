import type { TryKind, TryView } from '#shared/contract/tries.ts';

type TryText = Omit<TryView, 'reason'>;

/** What each try does, in the order in which they are offered: from the drives to the keys. */
export const TRIES: Readonly<Record<TryKind, TryText>> = {
  bitrot: {
    kind: 'bitrot',
    title: 'Flip one bit on a drive',
    sentence: 'As a failing disk does: the bitrot hash before the bytes stays as it was.',
  },
  content: {
    kind: 'content',
    title: 'Flip one bit of the content, with a right hash',
    sentence:
      'As somebody with the drive in hands can do: bitrot hashes need no key, so the hash is made anew.',
  },
  tag: {
    kind: 'tag',
    title: 'Flip one bit of a tag, with a right hash',
    sentence: 'The ciphertext stays as it was; only the proof that nobody changed it is another one.',
  },
  'swap-packages': {
    kind: 'swap-packages',
    title: 'Swap the first two packages',
    sentence: 'Each stays whole and authentic by itself; only their order is another one.',
  },
  'wipe-1': {
    kind: 'wipe-1',
    title: 'Wipe one drive',
    sentence: 'All files of the object on one drive are taken as gone.',
  },
  'wipe-2': {
    kind: 'wipe-2',
    title: 'Wipe two drives',
    sentence: 'All files of the object on two drives are taken as gone.',
  },
  'wipe-3': {
    kind: 'wipe-3',
    title: 'Wipe three drives',
    sentence: 'All files of the object on three drives are taken as gone.',
  },
  'other-name': {
    kind: 'other-name',
    title: 'Take it under another name',
    sentence: 'As if somebody had copied its files on every drive to another key of the bucket.',
  },
  'other-key': {
    kind: 'other-key',
    title: 'Take another key',
    sentence:
      'The data key is opened with another KES key of the lab; with SSE-C, a random key stands in for the client’s.',
  },
};

/** How many drives a try wipes; undefined for the others. */
export const WIPES: Readonly<Partial<Record<TryKind, number>>> = { 'wipe-1': 1, 'wipe-2': 2, 'wipe-3': 3 };
