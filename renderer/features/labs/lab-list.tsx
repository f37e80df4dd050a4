import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import type { LabSummary } from '#shared/contract/labs.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { countOf } from '../../ui/size.ts';
import { StateWord } from '../../ui/state-icon.tsx';
import { formatDay } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';
import { partsOf, statusOf } from './lab-status.ts';
import './lab-list.css';

export interface LabListProps {
  readonly labs: readonly LabSummary[];
  readonly hrefOf: (name: string) => string;
  readonly onCreate: () => void;
}

/** Every lab of this machine, one row each. */
export function LabList({ labs, hrefOf, onCreate }: LabListProps) {
  const now = useNow();
  const running = labs.filter((lab) => lab.status === 'running').length;
  return (
    <>
      <PageHead title="Labs" about={`${countOf(labs.length, 'lab')} on this machine, ${running} running`}>
        <Button variant="filled" leftSection={<Plus size={16} aria-hidden />} onClick={onCreate}>
          New lab
        </Button>
      </PageHead>
      <div className="lab-list-card">
        <table className="table lab-list">
          <thead>
            <tr>
              <th>Lab</th>
              <th>State</th>
              <th>Topology</th>
              <th>Encryption</th>
              <th>Engine</th>
              <th>Created</th>
            </tr>
          </thead>
          <tbody>
            {labs.map((lab) => {
              const status = statusOf(lab, now);
              const parts = partsOf(lab);
              return (
                <tr key={lab.name}>
                  <th scope="row">
                    <a href={hrefOf(lab.name)}>{lab.name}</a>
                    {lab.error === undefined ? null : <p className="lab-list-error">{lab.error.message}</p>}
                  </th>
                  <td>
                    <StateWord tone={status.tone} word={status.word} />
                  </td>
                  <td>{parts.topology}</td>
                  <td>{parts.encryption}</td>
                  <td>{parts.engine}</td>
                  <td>{lab.createdAt === undefined ? '–' : formatDay(lab.createdAt)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
