import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useQuery } from '../../client/use-query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { DialogWarning } from '../../ui/dialog-warning.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoBlock } from '../../ui/mono-line.tsx';
import { type ActionField, fieldsOf, inputOf, type ListedAction } from './action-inputs.ts';
import './dialogs.css';

export interface ActionDialogProps {
  readonly lab: string;
  readonly action: ListedAction;
  /** Values that are known already, by the name of the input. */
  readonly start?: Readonly<Record<string, string>>;
  readonly onRun: (input: Readonly<Record<string, string>>) => void;
  readonly onClose: () => void;
}

const TYPING_MS = 200;

/** Before an action runs: what it asks for, what it costs, and the lines that do the same. */
export function ActionDialog({ lab, action, start = {}, onRun, onClose }: ActionDialogProps) {
  const fields = fieldsOf(action);
  const [values, setValues] = useState(start);
  const input = inputOf(action, values);
  const view = useQuery(
    'actions.describe',
    { lab, action: action.id, input },
    fields.length === 0 ? 0 : TYPING_MS,
  );
  const { value, error, isLoading } = view;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (error === undefined && !isLoading) onRun(input);
  };
  return (
    <Dialog onClose={onClose} title={action.title}>
      <form className="dialog" onSubmit={submit} noValidate>
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={values[field.name] ?? field.start}
            onChange={(text) => setValues({ ...values, [field.name]: text })}
          />
        ))}
        {value === undefined && error === undefined ? (
          <LoadingRows what="Reading what it does" count={2} />
        ) : null}
        {error === undefined ? null : (
          <p className="dialog-problem" role="alert">
            {error.message}
          </p>
        )}
        {value?.warning === undefined ? null : <DialogWarning text={value.warning} />}
        {value === undefined || value.commands.length === 0 ? null : (
          <div>
            <p className="dialog-caption">The same from a terminal with the lab’s environment</p>
            <MonoBlock commands={value.commands} />
          </div>
        )}
        <DialogButtons onLeave={onClose}>
          <Button
            type="submit"
            variant={value?.warning === undefined ? 'filled' : 'danger'}
            disabled={value === undefined || error !== undefined || isLoading}
          >
            {action.title}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

function Field({
  field,
  value,
  onChange,
}: {
  field: ActionField;
  value: string;
  onChange: (text: string) => void;
}) {
  if (field.choices === undefined) {
    return (
      <TextInput
        label={field.label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <SegmentedControl
      aria-label={field.label}
      value={value}
      onChange={onChange}
      data={field.choices.map((choice) => ({ value: choice, label: choice.toUpperCase() }))}
    />
  );
}
