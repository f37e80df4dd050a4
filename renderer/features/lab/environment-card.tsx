import { Button } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { environmentLine, exportLines } from './environment-lines.ts';
import './environment-card.css';

/** How a terminal gets to the lab: one line, and on request the variables it sets. */
export function EnvironmentCard({ lab }: { lab: string }) {
  const [isOpen, setOpen] = useState(false);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <SectionCard title="From your terminal" about="vault, kes, mc, aws and warp reach this lab">
      <MonoLine command={environmentLine(lab)} />
      <Button
        className="environment-toggle"
        variant="subtle"
        size="xs"
        leftSection={<Chevron size={16} aria-hidden />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide what it sets' : 'Show what it sets'}
      </Button>
      {isOpen ? <Variables lab={lab} /> : null}
    </SectionCard>
  );
}

function Variables({ lab }: { lab: string }) {
  const { value, error } = useQuery('labs.environment', { name: lab });
  if (error !== undefined) return <ErrorBlock error={toWire(error)} />;
  if (value === undefined) return <LoadingRows what="Reading the environment" count={6} />;
  return (
    <>
      <dl className="environment">
        {value.map((variable) => (
          <div key={variable.name} className="environment-row">
            <dt>
              <code>{variable.name}</code>
            </dt>
            <dd>{'value' in variable ? <code>{variable.value}</code> : <em>covered</em>}</dd>
          </div>
        ))}
      </dl>
      <CopyButton
        text={exportLines(value)}
        label="Copy the variables without the covered ones"
        word="Copy the open ones"
      />
    </>
  );
}
