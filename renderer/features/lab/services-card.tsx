import { KeyRound, type LucideIcon, Server, Vault } from 'lucide-react';
import type { ServiceView } from '#shared/contract/labs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatSize } from '../../ui/size.ts';
import { type StateTone, StateWord } from '../../ui/state-icon.tsx';
import { withLocalTimes } from '../../ui/time.ts';
import './services-card.css';

const ICONS: Readonly<Record<string, LucideIcon>> = { vault: Vault, kes: KeyRound, minio: Server };
const STATES: Readonly<Record<ServiceView['state'], { readonly tone: StateTone; readonly word: string }>> = {
  running: { tone: 'done', word: 'Runs' },
  stopped: { tone: 'off', word: 'Stopped' },
  absent: { tone: 'waiting', word: 'Not there' },
};

/** Addresses of the lab: one row for each service, with what its process said last. */
export function ServicesCard({
  services,
  onOpen,
}: {
  services: readonly ServiceView[];
  onOpen: (service: string) => void;
}) {
  return (
    <section className="card services-card" aria-label="Services and addresses">
      <table className="table services">
        <thead>
          <tr>
            <th>Service</th>
            <th>State</th>
            <th>Address</th>
            <th>Version</th>
            <th>Certificate</th>
            <th>Process</th>
            <th className="services-number">CPU</th>
            <th className="services-number">Memory</th>
            <th className="services-last">Last line</th>
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <ServiceRow key={service.name} service={service} onOpen={() => onOpen(service.name)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ServiceRow({ service, onOpen }: { service: ServiceView; onOpen: () => void }) {
  const Icon = ICONS[service.component] ?? Server;
  const state = STATES[service.state];
  return (
    <tr>
      <th scope="row">
        <button type="button" className="services-name" title={`Open ${service.name}`} onClick={onOpen}>
          <Icon size={16} aria-hidden />
          {service.name}
        </button>
      </th>
      <td>
        <StateWord tone={state.tone} word={state.word} />
      </td>
      <td>
        <span className="services-address">
          <code>{service.url}</code>
          <CopyButton text={service.url} label={`Copy the address of ${service.name}`} />
        </span>
      </td>
      <td>
        <code>{service.version}</code>
      </td>
      <td>{service.certificateDaysLeft === undefined ? '–' : `${service.certificateDaysLeft} d left`}</td>
      <td>{service.pid === undefined ? '–' : <code>{service.pid}</code>}</td>
      <td className="services-number" title="Of one processor, since the look before">
        {service.cpuPercent === undefined ? '–' : `${service.cpuPercent} %`}
      </td>
      <td className="services-number">
        {service.memoryBytes === undefined ? '–' : formatSize(service.memoryBytes)}
      </td>
      <td className="services-last">
        <code title={service.lastLine}>{withLocalTimes(service.lastLine ?? '–')}</code>
      </td>
    </tr>
  );
}
