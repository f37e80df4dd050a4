import { ActionIcon, Button, Menu } from '@mantine/core';
import { Ellipsis, FolderOpen, Play, ShieldCheck, Square, Trash2 } from 'lucide-react';
import type { LabState } from '#shared/contract/labs.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { formatDay } from '../../ui/time.ts';
import { useCopied } from '../../ui/use-copied.ts';
import { primaryActionOf } from './lab-health.ts';
import { useLabPage } from './lab-page.tsx';
import { definitionWords } from './lab-words.ts';

/** Name and definition of the lab, and its buttons: one of them is the primary one. `onRemove` asks before it removes. */
export function LabHead({ onRemove }: { onRemove: () => void }) {
  const { state, isBusy, isProving, commands } = useLabPage();
  const [copied, copy] = useCopied();
  const { summary } = state;
  const primary = primaryActionOf(state);
  const isUp = summary.status === 'running' || summary.status === 'partial' || summary.status === 'failed';
  // The state of a damaged lab can never be read: that must not keep anybody from removing it.
  const isRemovalBlocked = isBusy && summary.status !== 'damaged' && summary.status !== 'removing';
  return (
    <PageHead title={summary.name} about={<About state={state} />}>
      {primary === 'start' ? (
        <Button
          variant="filled"
          leftSection={<Play size={16} aria-hidden />}
          disabled={isBusy}
          onClick={commands.start}
        >
          {summary.status === 'partial' ? 'Start what is missing' : 'Start'}
        </Button>
      ) : null}
      {isUp && primary !== 'start' ? (
        <Button
          variant={primary === 'prove' ? 'filled' : 'default'}
          leftSection={<ShieldCheck size={16} aria-hidden />}
          disabled={isBusy}
          onClick={commands.prove}
        >
          {isProving ? 'Proving' : state.proof === undefined ? 'Prove' : 'Prove again'}
        </Button>
      ) : null}
      {isUp ? (
        <Button
          variant="default"
          leftSection={<Square size={14} aria-hidden />}
          disabled={isBusy}
          onClick={commands.stop}
        >
          Stop
        </Button>
      ) : null}
      {primary === 'remove' ? (
        <Button
          variant="danger"
          leftSection={<Trash2 size={16} aria-hidden />}
          disabled={isRemovalBlocked}
          onClick={onRemove}
        >
          {summary.status === 'removing' ? 'Finish the removal' : 'Remove'}
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More for this lab">
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<FolderOpen size={16} aria-hidden />}
            disabled={state.folder === ''}
            onClick={() => copy(state.folder)}
          >
            Copy the path of its folder
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<Trash2 size={16} aria-hidden />}
            disabled={isRemovalBlocked}
            onClick={onRemove}
          >
            Remove this lab
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <output className="visually-hidden">
        {copied === 'copied' ? 'Path copied' : copied === 'failed' ? 'Path not copied' : ''}
      </output>
    </PageHead>
  );
}

function About({ state }: { state: LabState }) {
  const { summary, keyName } = state;
  return (
    <span className="lab-about">
      <span>{definitionWords(summary)}</span>
      {keyName === '' ? null : (
        <>
          <span>by default with</span>
          <KeyWord kind="kes-key" text={keyName} />
        </>
      )}
      {summary.createdAt === undefined ? null : <span>· created {formatDay(summary.createdAt)}</span>}
    </span>
  );
}
