import type { KeyNode, ObjectCount } from '#shared/contract/keys.ts';
import type { BucketFacts } from './facts.ts';

type Group = ObjectCount['groups'][number];

/** Whether a count is of this bucket, and not of one of the same name that was there before. */
export function isOf({ createdAt }: BucketFacts, count: ObjectCount | undefined): boolean {
  return count !== undefined && !(Date.parse(createdAt) > Date.parse(count.at));
}

/** `3 of 5 encrypted`, of the objects that were looked at. */
export function encryptedWords({ groups, objects, looked, deleted, unreadable }: ObjectCount): string {
  const encrypted = sum(groups.filter(({ encryption }) => encryption !== 'none'));
  const cut = looked < objects ? `, of the first ${number(looked)} of ${number(objects)}` : '';
  const damaged = unreadable === 0 ? '' : `, ${number(unreadable)} not readable`;
  return `${number(encrypted)} of ${number(looked - deleted)} encrypted${damaged}${cut}`;
}

/** Where the numbers come from. */
export function countEvidence({
  at,
  drives,
  groups,
  deleted,
  unreadable,
}: ObjectCount): KeyNode['evidence'][number] {
  const lines = [
    ...groups.map((group) => `${groupName(group)}: ${groupValue(group)}`),
    ...(deleted === 0 ? [] : [`delete markers: ${number(deleted)}`]),
    ...(unreadable === 0 ? [] : [`not readable: ${number(unreadable)}`]),
  ];
  return { source: `xl.meta on ${drives.join(', ')}`, text: lines.join('\n') || 'no object', at };
}

function groupName({ encryption, keyName }: Group): string {
  const mode = encryption === 'none' ? 'Not encrypted' : encryption.toUpperCase();
  return keyName === undefined ? mode : `${mode} with ${keyName}`;
}

function groupValue({ objects, olderVersions }: Group): string {
  if (olderVersions === 0) return number(objects);
  return `${number(objects)}, and ${number(olderVersions)} older ${olderVersions === 1 ? 'version' : 'versions'}`;
}

const sum = (groups: readonly Group[]): number => groups.reduce((total, { objects }) => total + objects, 0);
const number = (value: number): string => value.toLocaleString('en');
