import { Button } from '@mantine/core';
import { Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ComponentName, ComponentView } from '#shared/contract/components.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatSize } from '../../ui/size.ts';
import { StateWord } from '../../ui/state-icon.tsx';
import { costWords, idOf, isRemovable, sourceWords } from './component-words.ts';
import { LicenceDialog } from './licence-dialog.tsx';
import { isLicenceName, type LicenceName } from './licence-texts.ts';

/** The names of the components; the version has a column of its own. */
const NAMES: Readonly<Record<ComponentName, string>> = {
  vault: 'HashiCorp Vault',
  kes: 'MinIO KES',
  minio: 'MinIO',
  mc: 'MinIO Client (mc)',
  warp: 'MinIO warp',
  toolbox: 'Toolbox',
};

export interface ComponentTableProps {
  readonly components: readonly ComponentView[];
  readonly isBusy: boolean;
  readonly onGet: (component: ComponentView) => void;
  readonly onRemove: (component: ComponentView) => void;
}

/** One row for each component and version. */
export function ComponentTable({ components, isBusy, onGet, onRemove }: ComponentTableProps) {
  const [licence, setLicence] = useState<LicenceName>();
  return (
    <section className="card table-card" aria-label="Components">
      <table className="table place-table components">
        <colgroup>
          <col className="components-what" />
          <col className="components-version" />
          <col />
          <col className="components-size" />
          <col className="components-button" />
        </colgroup>
        <thead>
          <tr>
            <th>Component</th>
            <th>Version</th>
            <th>Where from, and where it is</th>
            <th className="components-number">Size</th>
            <th>
              <span className="visually-hidden">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {components.map((component) => (
            <tr key={idOf(component)}>
              <th scope="row">
                {NAMES[component.component]}
                <p className="components-about">{component.what}</p>
                <Licence component={component} onRead={setLicence} />
              </th>
              <td>
                <code>{component.version}</code>
                {component.isDefault ? <p className="place-quiet">used by default</p> : null}
              </td>
              <td>
                {component.state === 'present' ? (
                  <Here component={component} />
                ) : (
                  <Missing component={component} />
                )}
              </td>
              <td className="components-number">
                {component.state === 'present' ? formatSize(component.sizeBytes) : '–'}
              </td>
              <td className="components-buttons">
                <RowButton component={component} isBusy={isBusy} onGet={onGet} onRemove={onRemove} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {licence === undefined ? null : <LicenceDialog name={licence} onClose={() => setLicence(undefined)} />}
    </section>
  );
}

/** The name of a licence, which opens its text. */
function Licence({
  component,
  onRead,
}: {
  component: ComponentView;
  onRead: (licence: LicenceName) => void;
}) {
  const { licence, title } = component;
  if (!isLicenceName(licence)) return <p className="place-quiet">{licence}</p>;
  return (
    <button
      type="button"
      className="licence-button"
      aria-label={`${licence}, licence of ${title}`}
      onClick={() => onRead(licence)}
    >
      {licence}
    </button>
  );
}

function Here({ component }: { component: ComponentView }) {
  const { path, sha256, image, title } = component;
  return (
    <>
      <StateWord tone="done" word={sourceWords(component)} />
      {image === undefined ? null : (
        <Fact label="digest" value={image.digest} copy={`Copy the digest of ${title}`} />
      )}
      {path === undefined ? null : <Fact label="path" value={path} copy={`Copy the path of ${title}`} />}
      {sha256 === undefined ? null : (
        <Fact
          label="sha256"
          value={sha256}
          shown={`${sha256.slice(0, 8)}…${sha256.slice(-8)}`}
          copy={`Copy the SHA-256 of ${title}`}
        />
      )}
    </>
  );
}

interface FactProps {
  readonly label: string;
  readonly value: string;
  readonly shown?: string;
  readonly copy: string;
}

function Fact({ label, value, shown, copy }: FactProps) {
  return (
    <p className="place-line components-fact">
      <span>{label}</span>
      <code title={value}>{shown ?? value}</code>
      <CopyButton text={value} label={copy} />
    </p>
  );
}

function Missing({ component }: { component: ComponentView }) {
  return (
    <>
      <StateWord tone="waiting" word="Not here" />
      <p>{costWords(component)}</p>
    </>
  );
}

function RowButton({
  component,
  isBusy,
  onGet,
  onRemove,
}: Omit<ComponentTableProps, 'components'> & { component: ComponentView }) {
  if (component.state === 'missing') {
    return (
      <Button
        size="xs"
        leftSection={<Download size={15} aria-hidden />}
        disabled={isBusy}
        aria-label={`Get ${component.title}`}
        onClick={() => onGet(component)}
      >
        Get
      </Button>
    );
  }
  if (!isRemovable(component)) return <span className="place-quiet">yours to remove</span>;
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<Trash2 size={15} aria-hidden />}
      disabled={isBusy}
      aria-label={`Remove ${component.title}`}
      onClick={() => onRemove(component)}
    >
      Remove
    </Button>
  );
}
