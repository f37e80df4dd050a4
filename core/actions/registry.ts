import { SealabError } from '#shared/errors.ts';
import type { RegisteredAction } from './action.ts';
import { clearBucketEncryption, createBucket, getObject, putObject, setBucketEncryption } from './bucket-actions.ts';
import { createKey } from './key-actions.ts';
import { sealVault, unseal } from './vault-actions.ts';

/** Every action inside a running lab. Starting and removing labs are operations of their own (`labs.up` and its sisters). */
export const ACTIONS: readonly RegisteredAction[] = [
  sealVault,
  unseal,
  createKey,
  createBucket,
  setBucketEncryption,
  clearBucketEncryption,
  putObject,
  getObject,
];

/** Throws `not-found` naming the actions there are. */
export function actionOf(id: string): RegisteredAction {
  const action = ACTIONS.find((known) => known.id === id);
  if (action !== undefined) return action;
  throw new SealabError('not-found', `There is no action “${id}”.`, { fix: `There is: ${ACTIONS.map((known) => known.id).join(', ')}.` });
}
