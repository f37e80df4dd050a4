import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core';
import {
  ChevronDown,
  ChevronRight,
  ClipboardCopy,
  Download,
  FileText,
  HardDrive,
  RotateCcw,
} from 'lucide-react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { useQuery } from '../../client/use-query.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { countOf } from '../../ui/size.ts';
import { StatePill } from '../../ui/state-icon.tsx';
import { useCopied } from '../../ui/use-copied.ts';
import type { GivenKind } from './given-key.ts';
import { jsonReport, markdownReport } from './report.ts';
import { saveAs } from './save-as.ts';
import type { WalkRun } from './use-walk.ts';
import { verdictOf } from './walk-facts.ts';

export type WalkShown = 'steps' | 'table' | 'rotation';

/** Where the walk leads to. */
export interface WalkPlaces {
  readonly objects: string;
  readonly bucket: string;
  readonly object: string;
}

interface WalkHeadProps {
  readonly object: ObjectRef;
  readonly places: WalkPlaces;
  readonly run: WalkRun;
  readonly shown: WalkShown;
  readonly onShown: (shown: WalkShown) => void;
  /** Drives that the walk takes as absent. */
  readonly away: readonly string[];
  readonly onAway: (away: readonly string[]) => void;
  /** The key that this walk was given. */
  readonly given: GivenKind | undefined;
}

/** Where the walk is, how it ended, and what can be done with it. */
export function WalkHead({ object, places, run, shown, onShown, away, onAway, given }: WalkHeadProps) {
  const { view } = run;
  const verdict = view === undefined || run.isRunning ? undefined : verdictOf(view);
  return (
    <div className="walk-head">
      <nav className="walk-crumbs" aria-label="Where this object is">
        <a href={places.objects}>Objects</a>
        <ChevronRight size={14} aria-hidden />
        <a href={places.bucket}>{object.bucket}</a>
        <ChevronRight size={14} aria-hidden />
        <a href={places.object}>{object.key}</a>
        {object.versionId === undefined ? null : <code>{object.versionId}</code>}
      </nav>
      <PageHead title={shown === 'rotation' ? 'What rotation changes' : 'From drive to plaintext'}>
        {verdict === undefined || shown === 'rotation' ? null : (
          <StatePill tone={verdict.tone} word={verdict.word} />
        )}
        <SegmentedControl
          size="xs"
          aria-label="Shown as"
          value={shown}
          onChange={(value) => onShown(value === 'table' || value === 'rotation' ? value : 'steps')}
          data={[
            { value: 'steps', label: 'Steps' },
            { value: 'table', label: 'Table' },
            { value: 'rotation', label: 'Rotation' },
          ]}
        />
        {shown === 'rotation' ? null : <DrivesMenu object={object} away={away} onAway={onAway} />}
        {view === undefined || shown === 'rotation' ? null : (
          <ReportMenu lab={object.lab} run={run} given={given} />
        )}
      </PageHead>
    </div>
  );
}

/** Takes drives away for this walk only: nothing on them changes. */
function DrivesMenu({ object, away, onAway }: Pick<WalkHeadProps, 'object' | 'away' | 'onAway'>) {
  const stored = useQuery('inspector.object', object);
  const drives = stored.value?.drives.map((copy) => copy.drive) ?? [];
  if (drives.length === 0) return null;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<HardDrive size={16} aria-hidden />}
          rightSection={<ChevronDown size={16} aria-hidden />}
        >
          {away.length === 0 ? 'Take a drive away' : `${countOf(away.length, 'drive')} away`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Absent for this walk; nothing on them changes</Menu.Label>
        {drives.map((drive) => {
          const isAway = away.includes(drive);
          return (
            <Menu.CheckboxItem
              key={drive}
              checked={isAway}
              onChange={() => onAway(isAway ? away.filter((one) => one !== drive) : [...away, drive])}
            >
              {drive}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The report of a walk, secrets covered, and the walk once more. */
function ReportMenu({ lab, run, given }: { lab: string; run: WalkRun; given: GivenKind | undefined }) {
  const [copied, copy] = useCopied();
  const { view } = run;
  if (view === undefined) return null;
  const about = () => ({ lab, at: new Date().toISOString(), given });
  const name = `walk-${view.bucket}-${view.key}`.replaceAll(/[^\w.-]+/g, '-');
  return (
    <>
      <Menu position="bottom-end" width={270}>
        <Menu.Target>
          <Button variant="default" leftSection={<FileText size={16} aria-hidden />} disabled={run.isRunning}>
            Report
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Secrets are covered in it</Menu.Label>
          <Menu.Item
            leftSection={<ClipboardCopy size={16} aria-hidden />}
            onClick={() => copy(markdownReport(view, about()))}
          >
            Copy as Markdown
          </Menu.Item>
          <Menu.Item
            leftSection={<ClipboardCopy size={16} aria-hidden />}
            onClick={() => copy(jsonReport(view, about()))}
          >
            Copy as JSON
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<Download size={16} aria-hidden />}
            onClick={() => saveAs(`${name}.md`, [markdownReport(view, about())], 'text/markdown')}
          >
            Save as Markdown
          </Menu.Item>
          <Menu.Item
            leftSection={<Download size={16} aria-hidden />}
            onClick={() => saveAs(`${name}.json`, [jsonReport(view, about())], 'application/json')}
          >
            Save as JSON
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon
        variant="default"
        aria-label="Walk again"
        title="Walk again"
        disabled={run.isRunning}
        onClick={run.again}
      >
        <RotateCcw size={16} aria-hidden />
      </ActionIcon>
      <output className="visually-hidden">
        {copied === 'copied' ? 'Report copied' : copied === 'failed' ? 'Report not copied' : ''}
      </output>
    </>
  );
}
