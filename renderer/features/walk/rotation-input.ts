import type { EncryptionMode } from '#shared/contract/objects.ts';
import type { ListedAction } from '../lab/action-inputs.ts';

/** The object that an action is about, as far as it is known. */
export interface ActedObject {
  readonly bucket: string;
  readonly key: string;
  /** How it is encrypted now, or is to be. */
  readonly encryption?: EncryptionMode | undefined;
  readonly keyName?: string | undefined;
}

/** What an action on an object is called with first: everything that is known and that it asks for. */
export function startOf(
  { inputs }: Pick<ListedAction, 'inputs'>,
  { bucket, key, encryption, keyName }: ActedObject,
): Record<string, string> {
  const known: Readonly<Record<string, string | undefined>> = {
    bucket,
    object: key,
    encryption,
    key: encryption === 'sse-kms' ? keyName : undefined,
  };
  return Object.fromEntries(
    inputs.flatMap(({ name, choices }) => {
      const value = known[name];
      return value === undefined || choices?.includes(value) === false ? [] : [[name, value]];
    }),
  );
}

/** The action without what it would not ask for this object: the keys of other kinds of encryption, and those kinds. */
export function narrowed(action: ListedAction, encryption: EncryptionMode | undefined): ListedAction {
  const needed: Readonly<Record<string, boolean>> = {
    key: encryption === 'sse-kms',
    customerKey: encryption === 'sse-c',
    newCustomerKey: encryption === 'sse-c',
  };
  return {
    ...action,
    inputs: action.inputs
      .filter(({ name }) => needed[name] !== false)
      .map((input) =>
        input.name === 'encryption' && encryption !== undefined ? { ...input, choices: [encryption] } : input,
      ),
  };
}
