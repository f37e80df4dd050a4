import { Button, NativeSelect } from '@mantine/core';
import { LockKeyhole, LockKeyholeOpen, Plus } from 'lucide-react';
import type { KeyNode } from '#shared/contract/keys.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { TwinSwitch } from '../../ui/twin-switch.tsx';
import type { ActionId } from './use-chosen-action.tsx';

export interface KeysHeadProps {
  readonly keys: readonly KeyNode[];
  readonly only: string | undefined;
  readonly onOnly: (id: string | undefined) => void;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
  readonly isBusy: boolean;
  readonly canDo: (id: ActionId) => boolean;
  readonly onChoose: (id: ActionId) => void;
}

/** The title of the page, which key it shows and how, and what can be done from here. */
export function KeysHead({ keys, only, onOnly, isTable, onTable, isBusy, canDo, onChoose }: KeysHeadProps) {
  return (
    <PageHead title="Keys" about="Every key of this lab, where it lives and what protects it.">
      <NativeSelect
        aria-label="Keys shown"
        className="keys-only"
        size="xs"
        value={only ?? ''}
        onChange={(event) => onOnly(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        data={[
          { value: '', label: 'All keys' },
          ...keys.map(({ id, title }) => ({ value: id, label: `Only ${title}` })),
        ]}
      />
      <TwinSwitch picture="Graph" isTable={isTable} onTable={onTable} />
      {canDo('vault.seal') ? (
        <Button
          variant="default"
          leftSection={<LockKeyhole size={16} aria-hidden />}
          disabled={isBusy}
          onClick={() => onChoose('vault.seal')}
        >
          Seal Vault
        </Button>
      ) : null}
      {canDo('vault.unseal') ? (
        <Button
          variant="filled"
          leftSection={<LockKeyholeOpen size={16} aria-hidden />}
          disabled={isBusy}
          onClick={() => onChoose('vault.unseal')}
        >
          Unseal Vault
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={<Plus size={16} aria-hidden />}
        disabled={isBusy || !canDo('key.create')}
        onClick={() => onChoose('key.create')}
      >
        Create KES key
      </Button>
    </PageHead>
  );
}
