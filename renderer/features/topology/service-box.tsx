import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { HardDrive, KeyRound, Laptop, type LucideIcon, Server, UsersRound, Vault } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DriveView } from '#shared/contract/details.ts';
import type { ServiceView } from '#shared/contract/labs.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import type { BoxState } from './box-state.ts';
import { PEOPLE } from './place-boxes.ts';

/** What a box is told. Functions come from the diagram, which knows the edges. */
export interface BoxContent extends Record<string, unknown> {
  readonly id: string;
  readonly service?: ServiceView;
  readonly state?: BoxState;
  readonly drive?: DriveView;
  readonly driveNumber?: number;
  readonly keyName?: string;
  readonly line?: string;
  readonly isSealed?: boolean;
  readonly onOpen?: () => void;
}
export type BoxNode = Node<BoxContent, 'box'>;

const ICONS: Readonly<Record<string, LucideIcon>> = { vault: Vault, kes: KeyRound, minio: Server };

/** One box of the data path; a service opens on click or Enter. */
export function ServiceBox({ data }: NodeProps<BoxNode>) {
  return (
    <>
      {/* Where React Flow measures a box itself, it looks for these: without them its lines would be gone. */}
      <Handle className="flow-end" type="target" position={Position.Left} isConnectable={false} />
      <BoxOf {...data} />
      <Handle className="flow-end" type="source" position={Position.Right} isConnectable={false} />
    </>
  );
}

function BoxOf(data: BoxContent) {
  if (data.service !== undefined) return <ServiceButton {...data} service={data.service} />;
  return data.id === PEOPLE ? <People {...data} /> : <Applications />;
}

function ServiceButton(content: BoxContent & { readonly service: ServiceView }) {
  const { service, state, drive, onOpen } = content;
  const Icon = ICONS[service.component] ?? Server;
  const tone = state?.tone ?? 'waiting';
  return (
    <button
      type="button"
      id={`box-${service.name}`}
      className={`flow-box flow-box-${service.component} flow-box-${tone}`}
      onClick={onOpen}
      aria-label={[
        service.name,
        state?.word ?? '',
        ...(drive === undefined ? [] : [`drive ${drive.state}`]),
        'open',
      ].join(', ')}
    >
      <span className="flow-box-name">
        <Icon size={16} aria-hidden />
        {titleOf(service)}
        <StateIcon tone={tone} />
      </span>
      <code className="flow-box-address">{service.url.replace('https://', '')}</code>
      <BoxBody {...content} />
    </button>
  );
}

function BoxBody({ service, drive, driveNumber, keyName, line, isSealed }: BoxContent): ReactNode {
  if (service?.component === 'minio') {
    const isOffline = drive?.state === 'offline';
    return (
      <span className="flow-box-drive">
        <span className={isOffline ? 'flow-drive flow-drive-off' : 'flow-drive'}>
          <HardDrive size={14} aria-hidden />
          {isOffline ? 'offline' : `drive ${driveNumber}`}
        </span>
        <KeyWord kind="ciphertext" />
      </span>
    );
  }
  return (
    <>
      <span className="flow-box-line">{line}</span>
      {service?.component === 'kes' ? (
        <KeyWord kind="kes-key" text={keyName ?? ''} />
      ) : (
        <span className={isSealed === true ? 'key-absent' : ''}>
          <KeyWord kind="root-key" />
        </span>
      )}
    </>
  );
}

function Applications() {
  return (
    <div className="flow-box flow-box-client">
      <span className="flow-box-name">
        <Laptop size={16} aria-hidden />
        Applications
      </span>
      <code className="flow-box-address">mc, aws, warp</code>
      <span className="flow-box-line">the lab’s terminal</span>
    </div>
  );
}

function People({ line }: BoxContent) {
  return (
    <div className="flow-box flow-box-people">
      <span className="flow-people-who">
        <UsersRound size={14} aria-hidden />
        People
      </span>
      <KeyWord kind="share" text="shares" />
      <span className="flow-box-line">{line}</span>
    </div>
  );
}

function titleOf({ name, component }: ServiceView): string {
  if (component === 'vault') return 'Vault';
  return component === 'kes' ? 'KES' : name;
}
