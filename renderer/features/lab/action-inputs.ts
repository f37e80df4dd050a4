import type { OutputOf } from '#shared/contract/index.ts';

export type ListedAction = OutputOf<'actions.list'>[number];
type Input = ListedAction['inputs'][number];

export interface ActionField extends Input {
  readonly label: string;
  /** A value that works at once. */
  readonly start: string;
}

/** Words and first values for the inputs that there are; an input without an entry is shown by its name. */
const WORDS: Readonly<Record<string, { readonly label: string; readonly start: string }>> = {
  bucket: { label: 'Bucket', start: 'my-bucket' },
  object: { label: 'Object', start: 'hello.txt' },
  text: { label: 'Text', start: 'Hello from the lab' },
  key: { label: 'Key', start: 'second-key' },
  encryption: { label: 'Encryption', start: 'sse-s3' },
  versioning: { label: 'Versions', start: 'enabled' },
  version: { label: 'Version', start: '' },
  name: { label: 'Name of the customer key', start: 'my-customer-key' },
  customerKey: { label: 'Customer key', start: '' },
  newCustomerKey: { label: 'New customer key', start: '' },
};

/** What an action asks for, as the contract lists it, with the words of this page. */
export function fieldsOf({ inputs }: Pick<ListedAction, 'inputs'>): readonly ActionField[] {
  return inputs.map((input) => {
    const { label, start } = WORDS[input.name] ?? { label: input.name, start: input.choices?.[0] ?? '' };
    return input.isOptional
      ? { ...input, label: `${label}, may be left empty`, start: '' }
      : { ...input, label, start };
  });
}

/** The values an action is called with: an optional one that is empty is left out. */
export function inputOf(
  action: Pick<ListedAction, 'inputs'>,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    fieldsOf(action).flatMap(({ name, start, isOptional }) => {
      const value = values[name] ?? start;
      return value === '' && isOptional ? [] : [[name, value]];
    }),
  );
}
