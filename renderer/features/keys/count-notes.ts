import type { ObjectCount } from '#shared/contract/keys.ts';

/** What each way of encryption is called in a count. */
export const MODE_WORDS = {
  none: 'not encrypted',
  'sse-s3': 'SSE-S3',
  'sse-kms': 'SSE-KMS',
  'sse-c': 'SSE-C',
} as const;

/** What the numbers of a count do not say: how many it looked at, where it stopped, and what it could not tell. */
export function countNotes(
  count: Omit<ObjectCount, 'groups' | 'bucket' | 'at' | 'drives'>,
): readonly string[] {
  const { objects, looked, stoppedAt, deleted, unreadable, notListed } = count;
  const number = (value: number): string => value.toLocaleString('en');
  return [
    stoppedAt === undefined
      ? lookedWords(objects)
      : `Looked at the first ${number(looked)} of ${number(objects)}; stopped at its limit, at ${stoppedAt}.`,
    ...(deleted === 0 ? [] : [`${number(deleted)} ${deleted === 1 ? 'is' : 'are'} only a delete marker.`]),
    ...(unreadable === 0
      ? []
      : [`${number(unreadable)} ${unreadable === 1 ? 'has' : 'have'} no readable xl.meta on any drive.`]),
    ...notListed.map(({ drive, reason }) => `Drive ${drive} was not read: ${reason}`),
  ];
}

function lookedWords(objects: number): string {
  if (objects === 0) return 'There is no object.';
  return objects === 1 ? 'Looked at the only one.' : `Looked at all ${objects.toLocaleString('en')}.`;
}
