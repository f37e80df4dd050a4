import { NativeSelect, TextInput } from '@mantine/core';
import { useId } from 'react';
import { type Choice, ChoiceCards } from '../../ui/choice-cards.tsx';
import type { EncryptionForm } from './encryption-form.ts';
import { useKeyNames } from './use-key-names.ts';
import './encryption-choice.css';

export interface EncryptionChoiceProps<K extends EncryptionForm['kind']> {
  readonly lab: string;
  readonly legend: string;
  readonly kinds: readonly K[];
  readonly form: EncryptionForm;
  /** Names of the customer keys there are; absent where SSE-C is no choice. */
  readonly customerKeys?: readonly string[];
  readonly onChange: (form: EncryptionForm) => void;
}

const CHOICES: Readonly<Record<EncryptionForm['kind'], Omit<Choice<EncryptionForm['kind']>, 'value'>>> = {
  'bucket-default': {
    title: 'As the bucket does',
    about: 'No header is sent; the bucket’s default decides.',
  },
  none: { title: 'None', about: 'New objects rest on the drives as they are.' },
  'sse-s3': { title: 'SSE-S3', about: 'The server’s default KES key is used.' },
  'sse-kms': { title: 'SSE-KMS', about: 'A KES key of your choice is used.' },
  'sse-c': { title: 'SSE-C', about: 'You keep the key and send it with each request.' },
};

/** How to encrypt, with what that needs: a KES key, a context, a customer key. */
export function EncryptionChoice<K extends EncryptionForm['kind']>(props: EncryptionChoiceProps<K>) {
  const { lab, legend, kinds, form, customerKeys, onChange } = props;
  const keys = useKeyNames(lab);
  const list = useId();
  return (
    <div className="encryption-choice">
      <ChoiceCards
        legend={legend}
        value={form.kind}
        choices={kinds.map((kind) => ({ ...CHOICES[kind], value: kind }))}
        onChange={(kind) => onChange({ ...form, kind })}
      />
      {form.kind === 'sse-kms' ? (
        <>
          <TextInput
            label="KES key"
            list={list}
            value={form.keyName}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange({ ...form, keyName: event.currentTarget.value })}
          />
          <datalist id={list}>
            {keys.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </datalist>
          {form.context === undefined ? null : (
            <TextInput
              label="Context, may be left empty"
              description="name=value, several with a comma between. It is bound to the object and no secret."
              placeholder="case=4711"
              value={form.context}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => onChange({ ...form, context: event.currentTarget.value })}
            />
          )}
        </>
      ) : null}
      {form.kind === 'sse-c' ? (
        <NativeSelect
          label="Customer key"
          description="Kept among the secrets of the lab. Without it nobody reads the object."
          value={form.customerKey}
          data={[
            ...(customerKeys ?? []).map((name) => ({ value: name, label: name })),
            { value: '', label: 'Make a new one' },
          ]}
          onChange={(event) => onChange({ ...form, customerKey: event.currentTarget.value })}
        />
      ) : null}
      {form.kind === 'sse-c' && form.customerKey === '' ? (
        <TextInput
          label="Name of the new customer key"
          value={form.newCustomerKey}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ ...form, newCustomerKey: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}
