import { Button, TextInput } from '@mantine/core';
import { Boxes, Play, Server } from 'lucide-react';
import { type FormEvent, useId } from 'react';
import type { LabSummary } from '#shared/contract/labs.ts';
import { type Choice, ChoiceCards } from '../../ui/choice-cards.tsx';
import '../../ui/section-card.css';
import { type LabForm, nameProblem } from './lab-form.ts';
import './create-form.css';

export interface CreateFormProps {
  readonly form: LabForm;
  readonly labs: readonly LabSummary[];
  /** Why no lab can run on Docker now; undefined where one can, or nobody knows yet. */
  readonly noDocker: string | undefined;
  readonly onChange: (form: LabForm) => void;
  readonly onBringUp: () => void;
  readonly onLeave: () => void;
}

const TOPOLOGIES: readonly Choice<LabForm['topology']>[] = [
  {
    value: 'standalone',
    title: 'Standalone',
    about: 'One MinIO node with one drive. Starts in seconds; right for following a single key.',
    icon: <Server size={16} aria-hidden />,
  },
  {
    value: 'distributed',
    title: 'Distributed',
    about:
      'Four MinIO nodes that share each object. Bears the loss of one drive, and shows what quorum means.',
    icon: <Boxes size={16} aria-hidden />,
  },
];

const ENCRYPTIONS: readonly Choice<LabForm['encryption']>[] = [
  { value: 'sse-s3', title: 'SSE-S3', about: 'MinIO chooses the key, clients need to know nothing.' },
  {
    value: 'sse-kms',
    title: 'SSE-KMS',
    about: 'The bucket names its key, so different keys can guard different buckets.',
  },
];

/** Docker can be chosen only where it answers; else its place says why it does not. */
function enginesWith(noDocker: string | undefined): readonly Choice<LabForm['engine']>[] {
  return [
    { value: 'auto', title: 'Auto', about: 'Takes what your settings and this machine have, and says why.' },
    {
      value: 'docker',
      title: 'Docker',
      about: 'Containers, a network and volumes of its own.',
      ...(noDocker === undefined ? {} : { unavailable: noDocker }),
    },
    { value: 'process', title: 'Processes', about: 'Plain child processes on 127.0.0.1.' },
  ];
}

const KV_VERSIONS: readonly Choice<'1' | '2'>[] = [
  { value: '1', title: 'kv 1', about: 'One value for each key, as KES advises.' },
  { value: '2', title: 'kv 2', about: 'Keeps older versions, under other paths.' },
];

/** Names a lab and chooses its parts; each choice says in a sentence what it is good for. */
export function CreateForm({ form, labs, noDocker, onChange, onBringUp, onLeave }: CreateFormProps) {
  const problem = nameProblem(form.name, labs);
  const nameId = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem === undefined) onBringUp();
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className="card">
        <div className="create-fields">
          <TextInput
            id={nameId}
            label="Name"
            description="Names its folder, too. Small letters, digits and hyphens."
            value={form.name}
            error={problem}
            maxLength={60}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange({ ...form, name: event.currentTarget.value.trim() })}
          />
          <ChoiceCards
            legend="Topology"
            choices={TOPOLOGIES}
            value={form.topology}
            onChange={(topology) => onChange({ ...form, topology })}
          />
          <ChoiceCards
            legend="Default encryption"
            choices={ENCRYPTIONS}
            value={form.encryption}
            onChange={(encryption) => onChange({ ...form, encryption })}
          />
          <ChoiceCards
            legend="Engine"
            choices={enginesWith(noDocker)}
            value={form.engine}
            onChange={(engine) => onChange({ ...form, engine })}
          />
          <ChoiceCards
            legend="Key store in Vault"
            choices={KV_VERSIONS}
            value={form.kv === 1 ? '1' : '2'}
            onChange={(kv) => onChange({ ...form, kv: kv === '1' ? 1 : 2 })}
          />
        </div>
      </div>
      <div className="create-buttons">
        <Button
          type="submit"
          variant="filled"
          disabled={problem !== undefined}
          leftSection={<Play size={16} aria-hidden />}
        >
          Bring up {problem === undefined ? form.name : 'the lab'}
        </Button>
        <Button variant="default" onClick={onLeave}>
          Back
        </Button>
      </div>
    </form>
  );
}
