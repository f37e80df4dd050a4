import { ActionIcon, Button, Menu } from '@mantine/core';
import { Check, Download, Ellipsis, Footprints } from 'lucide-react';
import type { StoredObject } from '#shared/contract/inspector.ts';
import type { ClientView } from '#shared/contract/objects.ts';
import { countOf } from '../../ui/size.ts';
import { formatDay } from '../../ui/time.ts';
import { Crumbs } from './crumbs.tsx';
import { EncryptionWord } from './encryption-word.tsx';
import { useObjectsLab } from './objects-lab.tsx';
import { folderOf, nameOf, type ObjectName } from './places.ts';

export interface ObjectHeadProps {
  readonly object: ObjectName;
  readonly stored: StoredObject | undefined;
  readonly head: ClientView | undefined;
  readonly isMarker: boolean;
  /** Undefined while it cannot be downloaded. */
  readonly onDownload: (() => void) | undefined;
  readonly onDelete: () => void;
  readonly onReload: () => void;
}

const MOST_VERSIONS = 12;

/** The way to the object, its name, how it is encrypted, and what can be done with it. */
export function ObjectHead(props: ObjectHeadProps) {
  const { object, stored, head, isMarker, onDownload, onDelete, onReload } = props;
  const { hrefOf, goTo, isBusy } = useObjectsLab();
  const facts = stored ?? head;
  return (
    <header className="object-head-line">
      <div className="object-title">
        <Crumbs bucket={object.bucket} prefix={folderOf(object.key)} />
        <div className="object-title-line">
          <h1>{nameOf(object.key)}</h1>
          {facts === undefined || isMarker ? null : (
            <EncryptionWord mode={facts.encryption} keyName={facts.keyName} />
          )}
          {isMarker ? <span className="encryption-badge">delete marker</span> : null}
        </div>
      </div>
      <div className="object-actions">
        <span className="object-facts">{factWords(stored, head, object)}</span>
        <Button
          leftSection={<Download size={16} aria-hidden />}
          disabled={onDownload === undefined}
          onClick={onDownload}
        >
          Download
        </Button>
        <Button
          component="a"
          variant="filled"
          href={hrefOf({ kind: 'walk', ...object })}
          leftSection={<Footprints size={16} aria-hidden />}
        >
          Walk to the plaintext
        </Button>
        <Menu position="bottom-end" width={300}>
          <Menu.Target>
            <ActionIcon variant="default" aria-label="More for this object">
              <Ellipsis size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onReload}>Read again</Menu.Item>
            <Menu.Item disabled={isBusy} onClick={onDelete}>
              {isMarker
                ? 'Restore: delete this marker'
                : object.versionId === undefined
                  ? 'Delete'
                  : 'Delete this version'}
            </Menu.Item>
            {(stored?.versions.length ?? 0) > 1 ? (
              <>
                <Menu.Divider />
                <Menu.Label>{countOf(stored?.versions.length ?? 0, 'version')}</Menu.Label>
                {stored?.versions.slice(0, MOST_VERSIONS).map(({ versionId, kind, modifiedAt, isLatest }) => (
                  <Menu.Item
                    key={versionId}
                    rightSection={
                      versionId === stored.versionId ? <Check size={16} aria-label="shown" /> : null
                    }
                    onClick={() => goTo({ kind: 'object', ...object, versionId })}
                  >
                    {formatDay(modifiedAt)}{' '}
                    {kind === 'delete-marker' ? 'delete marker' : versionId.slice(0, 8)}
                    {isLatest ? ', latest' : ''}
                  </Menu.Item>
                ))}
              </>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      </div>
    </header>
  );
}

function factWords(
  stored: StoredObject | undefined,
  head: ClientView | undefined,
  { versionId }: ObjectName,
): string {
  const version = stored?.versionId ?? head?.versionId ?? versionId;
  return [
    ...(head === undefined ? [] : [`${head.sizeBytes.toLocaleString('en')} B`]),
    ...(version === undefined ? [] : [`version ${version.slice(0, 8)}`]),
    ...(head === undefined ? [] : [formatDay(head.modifiedAt)]),
  ].join(' · ');
}
