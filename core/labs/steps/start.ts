import type { Program, ServiceFile, ServiceSpec, StartIntent } from '../../ports/engine.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { ComposeService } from '../compose-file.ts';
import { escapeQuoted, interpolate, type Variables } from '../interpolate.ts';
import type { JournalWriter } from '../journal.ts';
import { binaryOf } from '../observe-facts.ts';
import type { LabSession } from '../session.ts';
import { portsOf } from '../variables.ts';

/** Writes the intent, waits until it is on disk, and starts the service. */
export async function startService(
  session: LabSession,
  {
    service: name,
    journal,
    run,
  }: { readonly service: string; readonly journal: JournalWriter; readonly run: string },
  context: OperationContext,
): Promise<void> {
  const service = session.service(name);
  const program = await session.engine.prepare(await binaryOf(session, service.component), context);
  const spec = await specOf(session, service, program);
  const intent: StartIntent = {
    id: `${run}-${name}`,
    lab: session.lab,
    service: name,
    reference: program.reference,
    args: spec.args,
    moment: await session.engine.moment(),
  };
  await journal.write({
    kind: 'intent',
    at: session.ports.clock.now().toISOString(),
    run,
    step: `start-${name}`,
    start: intent,
  });
  session.starts.set(name, intent);
  const observed = await session.engine.start(spec, intent, context);
  context.report({
    detail: observed.pid === undefined ? session.urlOf(name) : `pid ${observed.pid}, ${session.urlOf(name)}`,
  });
}

async function specOf(session: LabSession, service: ComposeService, program: Program): Promise<ServiceSpec> {
  const variables = session.variables();
  return {
    lab: session.lab,
    service: service.name,
    program,
    args: service.command.map((argument) => interpolate(argument, variables)),
    environment: Object.fromEntries(
      Object.entries(service.environment)
        .map(([name, value]) => [name, interpolate(value, variables)] as const)
        .filter(([, value]) => value !== ''),
    ),
    files: await filesOf(session, service, variables),
    volumes: service.volumes.map((volume) => {
      const text = interpolate(volume, variables);
      const colon = text.indexOf(':');
      return { name: text.slice(0, colon), target: text.slice(colon + 1) };
    }),
    ports: portsOf(service, session.held),
    aliases: [service.name],
  };
}

const TEMPLATES = new Set(['vault.hcl', 'kes.yaml', 'minio.env']);

async function filesOf(
  session: LabSession,
  service: ComposeService,
  variables: Variables,
): Promise<readonly ServiceFile[]> {
  return await Promise.all(
    service.files.map(async ({ source, target }) => ({
      target: interpolate(target, variables),
      content: TEMPLATES.has(source)
        ? await render(session, source, variables)
        : await session.certificates.pem(source),
    })),
  );
}

async function render(session: LabSession, template: string, variables: Variables): Promise<string> {
  const secrets = session.requireSecrets();
  const all: Record<string, string> = {
    ...variables,
    KV_VERSION: String(session.definition.kv),
    KES_KEY_NAME: session.definition.keyName,
    MINIO_ROOT_USER: secrets.rootUser,
    MINIO_ROOT_PASSWORD: secrets.rootPassword.reveal(),
  };
  if (template === 'kes.yaml') {
    all['KES_IDENTITY_MINIO'] = await session.certificates.pem('minio-client.identity');
    all['KES_IDENTITY_SEALAB'] = await session.certificates.pem('sealab-client.identity');
    all['KES_ROLE_ID'] = secrets.keyStore?.roleId ?? '';
    all['KES_SECRET_ID'] = secrets.keyStore?.secretId.reveal() ?? '';
  }
  const text = await session.ports.resources.read(`compose/services/${template}`);
  return interpolate(text, all, template.endsWith('.env') ? undefined : escapeQuoted);
}
