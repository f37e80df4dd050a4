import { Clock, Cpu, Download, HardDrive, KeyRound, Network, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PlanView } from '#shared/contract/labs.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { formatSize } from '../../ui/size.ts';
import { formatEstimate } from '../../ui/time.ts';
import { joined, summarisePlan } from './plan-summary.ts';
import './plan-panel.css';

/** What bringing a lab up will do: listen, store, start, fetch, make, and how long that takes. */
export function PlanPanel({ plan, isOld = false }: { plan: PlanView | undefined; isOld?: boolean }) {
  return (
    <SectionCard title="What this lab will do" className={isOld ? 'plan-old' : ''}>
      {plan === undefined ? <LoadingRows what="Planning" count={6} /> : <PlanFacts plan={plan} />}
    </SectionCard>
  );
}

function PlanFacts({ plan }: { plan: PlanView }) {
  const summary = summarisePlan(plan);
  return (
    <ul className="plan-facts">
      <Fact icon={<Network size={16} aria-hidden />}>
        Listen on <strong>{summary.host}</strong> only: {joined(summary.listens)}
      </Fact>
      <Fact icon={<Cpu size={16} aria-hidden />}>
        {summary.starts} {engineWords(plan)}
        {plan.engineReason === '' ? null : <p className="plan-quiet">{plan.engineReason}</p>}
      </Fact>
      <Fact icon={<Download size={16} aria-hidden />}>
        {summary.fetches.length === 0 ? (
          'Fetch nothing: every component is here'
        ) : (
          <>
            Make {joined(summary.fetches.map((one) => `${one.component} ${one.version}`))}
            <span className="plan-quiet">
              {' '}
              {joined([...new Set(summary.fetches.map((one) => one.how))])}, {formatSize(summary.fetchBytes)}
            </span>
          </>
        )}
      </Fact>
      <Fact icon={<HardDrive size={16} aria-hidden />}>
        {plan.diskBytes === 0 ? 'Store in its folder, as before' : `Store up to ${summary.disk}`}
        <ul className="plan-stores">
          {plan.stores.map((store) => (
            <li key={store.path}>
              {/^(?:[/~]|[A-Z]:)/.test(store.path) ? <code>{store.path}</code> : store.path}{' '}
              <span className="plan-quiet">{store.what}</span>
            </li>
          ))}
        </ul>
      </Fact>
      {plan.isNew ? (
        <>
          <Fact icon={<ShieldCheck size={16} aria-hidden />}>
            Make a CA and certificates of its own; your system trust stays as it is
          </Fact>
          <Fact icon={<KeyRound size={16} aria-hidden />}>
            <span className="plan-keys">
              Create <KeyWord kind="share" text="5 shares" /> <KeyWord kind="root-key" />{' '}
              <KeyWord kind="kes-key" />
            </span>
          </Fact>
        </>
      ) : null}
      <Fact icon={<Clock size={16} aria-hidden />}>
        Take <strong>{formatEstimate(plan.estimateSeconds)}</strong>
        {summary.fetches.length === 0 ? null : (
          <span className="plan-quiet"> the first time; the programs are kept for the next lab</span>
        )}
      </Fact>
    </ul>
  );
}

function engineWords(plan: PlanView): string {
  return plan.engine === 'docker' ? 'as containers' : 'as processes of your own';
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="plan-fact">
      {icon}
      <div>{children}</div>
    </li>
  );
}
