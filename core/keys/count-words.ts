import type { KeyNode, ObjectCount } from '#shared/contract/keys.ts';
import type { BucketFacts } from './facts.ts';
import { fact } from './node-parts.ts';

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

/** A fact for each way in which objects are encrypted, and for what the count does not say. */
export function countFacts(count: ObjectCount): KeyNode['facts'] {
  const { groups, looked, objects, deleted, unreadable, stoppedAt, notListed } = count;
  return [
    ...groups.map((group) => ({ name: groupName(group), value: groupValue(group) })),
    ...(groups.length > 0 ? [] : fact('Encrypted', 'no object is there')),
    ...fact('Only a delete marker', deleted === 0 ? undefined : number(deleted)),
    ...fact('Not readable on any drive', unreadable === 0 ? undefined : number(unreadable)),
    ...fact(
      'Looked at',
      looked === objects ? `all ${number(objects)}` : `${number(looked)} of ${number(objects)}`,
    ),
    ...fact('Stopped at', stoppedAt),
    ...fact('Drives not read', notListed.length === 0 ? undefined : names(notListed)),
  ];
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
const names = (drives: ObjectCount['notListed']): string => drives.map(({ drive }) => drive).join(', ');
const number = (value: number): string => value.toLocaleString('en');
