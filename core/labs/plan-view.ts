import type { z } from 'zod';
import type { ComponentView } from '#shared/contract/components.ts';
import type { LabRequest, PlanView } from '#shared/contract/labs.ts';
import type { ComponentRef } from '../ports/components.ts';
import type { LabPorts } from './lab-ports.ts';
import { observeFacts } from './observe-facts.ts';
import { openForUp } from './open-for-up.ts';
import { checkName } from './open-lab.ts';
import { planUp } from './plan.ts';
import type { LabSession } from './session.ts';
import { leaseId, portsOf } from './variables.ts';

const PORT_PURPOSE: Readonly<Record<string, string>> = {
  'vault-api': 'Vault API',
  'vault-cluster': 'Vault raft',
  'kes-api': 'KES API',
  'minio-api': 'S3 API',
  'minio-console': 'MinIO console',
};
/** A fresh lab with its proof objects, measured: docs/performance.md. */
const LAB_BYTES = 12 * 1024 * 1024;

/** What `up` would do with this request, without doing it. Throws what `up` throws before its first step. */
export async function viewPlan(
  ports: LabPorts,
  request: LabRequest,
  signal: AbortSignal,
): Promise<z.infer<typeof PlanView>> {
  const name = checkName(request.name);
  const {
    opened: { session },
    isNew,
  } = await openForUp(ports, request, signal);
  const facts = await observeFacts(session, signal);
  const catalogue = await ports.components.list();
  const { portShift } = await ports.settings.read();
  const { steps } = planUp({ compose: session.compose, facts });
  const { definition } = session;
  return {
    lab: name,
    isNew,
    engine: definition.engine,
    engineReason: definition.engineReason,
    steps: steps.map(({ id, title, group, weight, needs }) => ({
      id,
      title,
      group,
      weight,
      needs: [...needs],
    })),
    listensOn: session.compose.services.flatMap((service) =>
      portsOf(service, session.held).map((port) => {
        const { host } = session.engine.addressOf(session.lab, service.name, port);
        const isLeased = session.held[leaseId(service.name, port.name)] !== undefined;
        return {
          service: service.name,
          address: `${host}:${port.hostPort + (isLeased ? 0 : portShift)}`,
          what: PORT_PURPOSE[`${service.component}-${port.name}`] ?? port.name,
        };
      }),
    ),
    stores: [
      ...placesOf(session),
      ...(facts.missingComponents.length === 0
        ? []
        : [{ path: ports.components.folder, what: 'the components, shared by all labs' }]),
    ],
    starts: session.compose.services
      .filter((service) => !facts.running.has(service.name))
      .map((service) => ({
        service: service.name,
        component: service.component,
        version: definition.versions[service.component],
      })),
    fetches: facts.missingComponents.map((component) => ({
      component: component.component,
      version: component.version,
      how:
        imagesOf(catalogue, component).length === 0
          ? 'built from source with Go'
          : 'out of an image, else built from source with Go',
      sizeBytes: component.sizeBytes,
    })),
    estimateSeconds: Math.ceil(steps.reduce((sum, step) => sum + step.weight, 0)),
    diskBytes:
      (isNew ? LAB_BYTES : 0) +
      facts.missingComponents.reduce(
        (sum, component) => sum + component.sizeBytes + component.buildBytes,
        0,
      ) +
      facts.missingImages.reduce((sum, image) => sum + (entryOf(catalogue, image)?.sizeBytes ?? 0), 0),
  };
}

/** Where a lab keeps what: all of it in its folder, but for the volumes and logs of containers. */
function placesOf(session: LabSession): PlanView['stores'] {
  const inFolder = 'definition, secrets (only you may read them), certificates';
  if (session.definition.engine !== 'docker') {
    return [{ path: session.folder.path, what: `${inFolder}, data and logs` }];
  }
  return [
    { path: session.folder.path, what: inFolder },
    { path: 'volumes in Docker', what: 'data of Vault and of each drive; copies of the certificates' },
  ];
}

function entryOf(catalogue: readonly ComponentView[], ref: ComponentRef): ComponentView | undefined {
  return catalogue.find((entry) => entry.component === ref.component && entry.version === ref.version);
}

function imagesOf(catalogue: readonly ComponentView[], ref: ComponentRef): readonly string[] {
  return entryOf(catalogue, ref)?.images ?? [];
}
