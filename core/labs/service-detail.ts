import type { ServiceDetail } from '#shared/contract/details.ts';
import { fromBase64, toHex } from '../bytes.ts';
import { daysLeft, readCertificate } from '../certificates/inspect.ts';
import type { LabPorts } from './lab-ports.ts';
import { openLab } from './open-lab.ts';
import { ownLines } from './own-lines.ts';
import type { LabSession } from './session.ts';
import { portsOf } from './variables.ts';

const LOG_LINES = 200;

/** Everything that is known of one service. Throws `not-found` for a name that the lab does not have. */
export async function viewService(
  ports: LabPorts,
  { name, service: serviceName }: { readonly name: string; readonly service: string },
  signal: AbortSignal,
): Promise<ServiceDetail> {
  const { session } = await openLab(ports, name);
  const service = session.service(serviceName);
  const intent = session.starts.get(service.name);
  const [seen] = intent === undefined ? [] : await session.engine.observe([intent]);
  signal.throwIfAborted();
  const certificate = await certificateOf(session, service.component);
  const { engine, lab } = session;
  return {
    name: service.name,
    component: service.component,
    version: session.definition.versions[service.component],
    state: seen?.state ?? 'absent',
    ...(seen?.pid === undefined ? {} : { pid: seen.pid }),
    ...(seen?.startedAt === undefined ? {} : { startedAt: seen.startedAt }),
    ...(seen?.memoryBytes === undefined ? {} : { memoryBytes: seen.memoryBytes }),
    program: intent?.reference ?? '',
    arguments: [...(intent?.args ?? [])],
    addresses: portsOf(service, session.held).map((port) => {
      const own = engine.addressOf(lab, service.name, port);
      const peer = engine.peerAddressOf(lab, service.name, port);
      return {
        name: port.name,
        url: `https://${own.host}:${own.port}`,
        peer: `${peer.host}:${peer.port}`,
      };
    }),
    ...(certificate === undefined ? {} : { certificate }),
    logLines: [...(await ownLines(session, service.name, LOG_LINES))],
  };
}

async function certificateOf(
  session: LabSession,
  component: string,
): Promise<ServiceDetail['certificate'] | undefined> {
  const pem = await session.certificates.find(`${component}.crt`);
  if (pem === undefined) return undefined;
  const facts = readCertificate(pem);
  const body = pem.replaceAll(/-----[^-]+-----|\s/g, '');
  return {
    subject: facts.commonName,
    issuer: facts.issuer,
    names: [...facts.names],
    notBefore: facts.validFrom,
    notAfter: facts.validUntil,
    daysLeft: daysLeft(pem, session.ports.clock.now()),
    fingerprint: toHex(session.ports.crypto.sha256(fromBase64(body))),
  };
}
