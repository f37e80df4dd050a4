import { SealabError } from '#shared/errors.ts';
import type { RegisteredAction } from './action.ts';
import {
  clearBucketEncryption,
  createBucket,
  deleteBucket,
  setBucketEncryption,
  setBucketVersioning,
} from './bucket-actions.ts';
import { createCustomerKey, removeCustomerKey } from './customer-key-actions.ts';
import { createKey } from './key-actions.ts';
import { LIFECYCLE } from './lifecycle.ts';
import { deleteObject, getObject, putObject } from './object-actions.ts';
import { copyOntoItself, encryptObject } from './object-copy-actions.ts';
import { rewrapObject } from './object-rewrap-action.ts';
import { sealVault, unseal } from './vault-actions.ts';

/** Every action on the services of a running lab. Those on a lab as a whole are in `lifecycle.ts`. */
export const ACTIONS: readonly RegisteredAction[] = [
  sealVault,
  unseal,
  createKey,
  createBucket,
  setBucketEncryption,
  clearBucketEncryption,
  setBucketVersioning,
  deleteBucket,
  putObject,
  getObject,
  encryptObject,
  copyOntoItself,
  rewrapObject,
  deleteObject,
  createCustomerKey,
  removeCustomerKey,
];

/** Throws `not-found` naming the actions there are. */
export function actionOf(id: string): RegisteredAction {
  const action = ACTIONS.find((known) => known.id === id);
  if (action !== undefined) return action;
  throw new SealabError('not-found', `There is no action “${id}”.`, {
    fix: `There is: ${allActions()
      .map((known) => known.id)
      .join(', ')}.`,
  });
}

/** Every action there is, with what it asks for. */
export function allActions(): readonly Pick<RegisteredAction, 'id' | 'title' | 'inputs'>[] {
  return [
    ...LIFECYCLE.map(({ id, title }) => ({ id, title, inputs: [] })),
    ...ACTIONS.map(({ id, title, inputs }) => ({ id, title, inputs })),
  ];
}
