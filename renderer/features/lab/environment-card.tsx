import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { environmentLine, exportLines } from './environment-lines.ts';
import './environment-card.css';

/** How a terminal gets to the lab: one line, or the variables themselves. */
export function EnvironmentCard({ lab }: { lab: string }) {
  const environment = useQuery('labs.environment', { name: lab });
  const variables = environment.value ?? [];
  return (
    <SectionCard
      title="From your terminal"
      about="mc, vault and aws reach this lab"
      aside={
        variables.length === 0 ? undefined : (
          <CopyButton
            text={exportLines(variables)}
            label="Copy all variables as export lines"
            word="Copy all"
          />
        )
      }
    >
      <MonoLine command={environmentLine(lab)} />
      {environment.error === undefined ? null : <ErrorBlock error={toWire(environment.error)} />}
      {environment.value === undefined && environment.error === undefined ? (
        <LoadingRows what="Reading the environment" count={3} />
      ) : null}
      <dl className="environment">
        {variables.map(({ name, value }) => (
          <div key={name} className="environment-row">
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </SectionCard>
  );
}
