import type { LabRequest } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import { type AskedOptions, definitionOf, differences, type ResolvedDefinition } from './definition.ts';
import { chooseEngine } from './engines.ts';
import type { LabPorts } from './lab-ports.ts';
import { throwIfSecretsAreLost } from './lost-secrets.ts';
import { checkName, labExists, type OpenLab, openDefinition, openLab } from './open-lab.ts';

/** The lab that a request means: a new one, or one that exists with these options. Throws `conflict`, `damaged-file`, … */
export async function openForUp(
  ports: LabPorts,
  request: LabRequest,
  signal: AbortSignal,
): Promise<{ readonly opened: OpenLab; readonly isNew: boolean }> {
  const isNew = !(await labExists(ports, checkName(request.name)));
  const opened = isNew
    ? await openDefinition(ports, await resolveDefinition(ports, request, signal))
    : await openExisting(ports, request);
  return { opened, isNew };
}

/** What a request becomes on this machine: engine and versions decided. */
async function resolveDefinition(
  ports: LabPorts,
  request: LabRequest,
  signal: AbortSignal,
): Promise<ResolvedDefinition> {
  const definition = definitionOf(request);
  const chosen = await chooseEngine(ports, definition, signal);
  return {
    ...definition,
    engine: chosen.engine,
    engineReason: chosen.reason,
    versions: {
      vault: definition.versions.vault ?? ports.components.defaultVersion('vault'),
      kes: definition.versions.kes ?? ports.components.defaultVersion('kes'),
      minio: definition.versions.minio ?? ports.components.defaultVersion('minio'),
    },
    createdAt: ports.clock.now().toISOString(),
  };
}

async function openExisting(ports: LabPorts, request: LabRequest): Promise<OpenLab> {
  const opened = await openLab(ports, request.name);
  throwIfSecretsAreLost(opened);
  const asked =
    request.definitionText === undefined ? request : { ...definitionRequest(request), name: request.name };
  const differing = differences(opened.session.definition, asked);
  if (differing.length === 0) return opened;
  throw new SealabError(
    'conflict',
    `Lab ${request.name} exists with other options: ${differing.join('; ')}.`,
    {
      fix: `Start it as it is with \`sealab up ${request.name}\`, take another name, or remove it with \`sealab rm ${request.name}\`.`,
      details: { evidence: [...differing] },
    },
  );
}

/** The options that a definition file asks for, as if they had been given by hand. */
function definitionRequest(request: LabRequest): AskedOptions {
  const { topology, engine, encryption, kv, versions, keyName, ports } = definitionOf(request);
  return {
    name: request.name,
    topology,
    engine: engine === 'fake' ? 'auto' : engine,
    encryption,
    kv,
    versions: { ...versions },
    keyName,
    ports,
  };
}
