import type { z } from 'zod';
import type { LabRequest, PlanView } from '#shared/contract/labs.ts';
import type { LabPorts } from './lab-ports.ts';
import { observeFacts } from './observe-facts.ts';
import { checkName } from './open-lab.ts';
import { planUp } from './plan.ts';
import { openForUp } from './up.ts';
import { portsOf } from './variables.ts';

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
        return {
          service: service.name,
          address: `${host}:${port.hostPort}`,
          what: PORT_PURPOSE[`${service.component}-${port.name}`] ?? port.name,
        };
      }),
    ),
    stores: [
      {
        path: session.folder.path,
        what: 'definition, secrets (only you may read them), certificates, data and logs',
      },
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
      how: 'built from source with Go',
      sizeBytes: component.sizeBytes,
    })),
    estimateSeconds: Math.ceil(steps.reduce((sum, step) => sum + step.weight, 0)),
    diskBytes:
      (isNew ? LAB_BYTES : 0) +
      facts.missingComponents.reduce((sum, component) => sum + component.sizeBytes + component.buildBytes, 0),
  };
}
