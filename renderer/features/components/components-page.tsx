import { ActionIcon, Button, Menu } from '@mantine/core';
import { Download, Ellipsis, PackageOpen, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ComponentView } from '#shared/contract/components.ts';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { countOf, formatSize } from '../../ui/size.ts';
import { formatEstimate } from '../../ui/time.ts';
import { ComponentOperations, useComponentOperations } from './component-operations.tsx';
import { ComponentTable } from './component-table.tsx';
import { totalsOf } from './component-words.ts';
import { ImagesCard } from './images-card.tsx';
import { RemovalDialog } from './removal-dialog.tsx';
import { SetDialog } from './set-dialog.tsx';
import './components-page.css';

interface Removal {
  readonly components: readonly ComponentView[];
  /** Everything that no lab uses. */
  readonly isClear: boolean;
}

function clearWords(unused: readonly ComponentView[]): string {
  const bytes = unused.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  return `Clear: remove ${countOf(unused.length, 'unused one', 'unused ones')}, ${formatSize(bytes)}`;
}

/** The components that labs are made of: which are here, where from, and what getting the others would take. */
export function ComponentsPage() {
  const components = useQuery('components.list', {});
  const images = useQuery('engines.images', {});
  const unused = useQuery('components.unused', {});
  const [removing, setRemoving] = useState<Removal>();
  const [set, setSet] = useState<'save' | 'load'>();
  const work = useComponentOperations(() => {
    components.reload();
    images.reload();
    unused.reload();
  });
  const unusedNow = unused.value ?? [];
  const totals = components.value === undefined ? undefined : totalsOf(components.value);

  return (
    <>
      <PageHead
        title="Components"
        about={
          totals === undefined
            ? 'The components that labs are made of'
            : totals.present === 0
              ? 'No component is here yet. The first lab gets what it needs; all labs share them.'
              : `${countOf(totals.present, 'component')} here, ${formatSize(totals.presentBytes)}. All labs share them; each is made once.`
        }
      >
        {totals === undefined || totals.missing.length === 0 ? null : (
          <Button
            variant="filled"
            leftSection={<Download size={16} aria-hidden />}
            disabled={work.isBusy}
            onClick={() => work.provision([])}
          >
            Get {countOf(totals.missing.length, 'missing one', 'missing ones')},{' '}
            {formatEstimate(totals.missingSeconds)} at most
          </Button>
        )}
        <Menu position="bottom-end" width={300}>
          <Menu.Target>
            <ActionIcon variant="default" aria-label="More for the components">
              <Ellipsis size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<Save size={16} aria-hidden />}
              disabled={work.isBusy || totals?.present === 0}
              onClick={() => setSet('save')}
            >
              Save what is here as a set
            </Menu.Item>
            <Menu.Item
              leftSection={<PackageOpen size={16} aria-hidden />}
              disabled={work.isBusy}
              onClick={() => setSet('load')}
            >
              Load a saved set
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              leftSection={<Trash2 size={16} aria-hidden />}
              disabled={work.isBusy || unusedNow.length === 0}
              onClick={() => setRemoving({ components: unusedNow, isClear: true })}
            >
              {unusedNow.length === 0 ? 'Clear: labs use all of them' : clearWords(unusedNow)}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </PageHead>
      <ComponentOperations work={work} />
      {components.error === undefined ? null : (
        <div className="page-error">
          <ErrorBlock error={toWire(components.error)}>
            <Button onClick={components.reload}>Read again</Button>
          </ErrorBlock>
        </div>
      )}
      {components.value === undefined ? (
        components.error === undefined ? (
          <SectionCard title="Components">
            <LoadingRows what="Reading which components are here" count={7} />
          </SectionCard>
        ) : null
      ) : (
        <ComponentTable
          components={components.value}
          isBusy={work.isBusy}
          onGet={(one) => work.provision([one])}
          onRemove={(one) => setRemoving({ components: [one], isClear: false })}
        />
      )}
      <ImagesCard images={images} isBusy={work.isBusy} onRemoveUnused={work.removeImages} />
      <footer className="page-same">
        <span>Same line:</span>
        <MonoLine command="npm run -s sealab -- provision" />
      </footer>
      {removing === undefined ? null : (
        <RemovalDialog
          components={removing.components}
          onClose={() => setRemoving(undefined)}
          onRemove={() => {
            setRemoving(undefined);
            if (removing.isClear) work.clear();
            else work.remove(removing.components);
          }}
        />
      )}
      {set === undefined ? null : (
        <SetDialog
          kind={set}
          onClose={() => setSet(undefined)}
          onGo={(file) => {
            setSet(undefined);
            work.transfer(set, file);
          }}
        />
      )}
    </>
  );
}
