import { SealabError } from '#shared/errors.ts';
import { daysLeft } from '../certificates/inspect.ts';
import { ownLines } from '../labs/own-lines.ts';
import type { LabSession } from '../labs/session.ts';
import type { LabClients, TlsProbe } from '../ports/services.ts';
import { readEvidence } from '../proof/evidence.ts';
import { whyKesWaits } from './coming-back.ts';

/** What a rung found: the evidence, and on failure the error and the action that repairs it. */
export interface Answer {
  readonly evidence: string;
  readonly error?: SealabError;
  readonly action?: string;
  /** Not there yet, and comes by itself. */
  readonly isWaiting?: true;
}

/** What a question may look at. */
export interface Look {
  readonly session: LabSession;
  readonly clients: LabClients;
  readonly running: ReadonlySet<string>;
  /** What each listener shows, by service; asked once for all questions. */
  readonly probes: () => Promise<ReadonlyMap<string, TlsProbe>>;
  readonly signal: AbortSignal;
}

export async function askProcesses({ session, running }: Look): Promise<Answer> {
  const names = session.compose.services.map((service) => service.name);
  const dead = names.filter((name) => !running.has(name));
  const evidence = `${names.length - dead.length} of ${names.length}`;
  if (dead.length === 0) return { evidence };
  const lines = await ownLines(session, dead[0] ?? '', 5);
  return {
    evidence,
    action: 'lab.up',
    error: new SealabError(
      'service-died',
      `${dead.join(', ')} ${dead.length === 1 ? 'does' : 'do'} not run.`,
      {
        fix: 'Start the lab: only what is missing is started, in the right order.',
        details: { evidence: [...lines] },
      },
    ),
  };
}

export async function askPorts({ session, probes }: Look): Promise<Answer> {
  const closed = [...(await probes())].filter(([, probe]) => !probe.connects).map(([name]) => name);
  const all = session.compose.services.length;
  const evidence = `${all - closed.length} of ${all}`;
  if (closed.length === 0) return { evidence };
  return {
    evidence,
    error: new SealabError(
      'service-timeout',
      `${closed.join(', ')} ${closed.length === 1 ? 'runs, but does' : 'run, but do'} not listen.`,
      {
        fix: 'Give it a few seconds after a start. If it stays, look at its last lines in the log.',
      },
    ),
  };
}

export async function askTls({ session, probes }: Look): Promise<Answer> {
  const failed = [...(await probes())]
    .filter(([, probe]) => !probe.verified)
    .map(([name, probe]) => `${name}: ${probe.error ?? 'not verified'}`);
  const days = daysLeft(await session.certificates.pem('vault.crt'), session.ports.clock.now());
  if (failed.length === 0) return { evidence: `${days} d left` };
  return {
    evidence: failed.join('; '),
    error: new SealabError('tls-error', 'A certificate does not verify against the lab’s CA.', {
      fix: 'Stop and start the lab: certificates that ended are made anew.',
      details: { evidence: failed },
    }),
  };
}

export async function askInitialised({ clients, signal }: Look): Promise<Answer> {
  const status = await clients.vault.sealStatus(signal);
  if (status?.initialised === true) return { evidence: `${status.threshold} shares needed` };
  return {
    evidence: 'initialized: false',
    action: 'lab.up',
    error: new SealabError('vault-error', 'Vault is not initialised.', { fix: 'Start the lab again.' }),
  };
}

export async function askUnsealed({ clients, signal }: Look): Promise<Answer> {
  const status = await clients.vault.sealStatus(signal);
  if (status !== undefined && !status.sealed) return { evidence: 'sealed: false' };
  return {
    evidence: `sealed: true, ${status?.progress ?? 0} of ${status?.threshold ?? 3} shares given`,
    action: 'vault.unseal',
    error: new SealabError(
      'vault-sealed',
      'Vault is sealed: it holds its data, but not the key to read it.',
      {
        fix: 'Unseal Vault with three of its five shares. KES answers again within 10 s.',
      },
    ),
  };
}

export async function askKes({ session, clients, signal }: Look): Promise<Answer> {
  const status = await clients.kes.status(signal);
  if (status?.keystoreReachable === true) {
    return {
      evidence:
        status.keystoreLatencyMs === undefined ? 'reachable' : `${status.keystoreLatencyMs.toFixed(1)} ms`,
    };
  }
  const seen = status === undefined ? 'KES does not answer' : 'keystore_unreachable: true';
  const why = await whyKesWaits(session);
  if (why !== undefined) return { evidence: `${seen}; ${why}`, isWaiting: true };
  return {
    evidence: seen,
    error: new SealabError('kes-error', 'KES does not reach Vault.', {
      fix: 'KES asks Vault every 10 s. If Vault was unsealed just now, wait; else look at KES’s log.',
    }),
  };
}

export async function askQuorum({ session, clients, signal }: Look): Promise<Answer> {
  const nodes = session.nodes.map((node) => node.name);
  const first = clients.objects[nodes[0] ?? ''];
  const health = await first?.health(signal);
  if (health?.hasWriteQuorum === true) {
    return {
      evidence: nodes.length === 1 ? '1 node' : `${nodes.length} nodes, needs ${health.writeQuorum ?? '?'}`,
    };
  }
  return {
    evidence: health?.isLive === true ? 'write quorum lost' : 'MinIO does not answer',
    action: 'lab.up',
    error: new SealabError('s3-error', 'MinIO cannot be written: too few drives are online.', {
      fix: 'Start the nodes that are down.',
    }),
  };
}

export async function askRoundTrip({ session }: Look): Promise<Answer> {
  const proof = await readEvidence(session.folder);
  if (proof?.ok === true) return { evidence: `proven ${proof.provenAt}` };
  return {
    evidence: proof === undefined ? 'never proven' : 'the last proof failed',
    action: 'lab.prove',
    error: new SealabError('proof-failed', 'This lab is not proven to encrypt.', {
      fix: 'Prove it again, and look at the check that fails.',
      details: {
        evidence: (proof?.checks ?? []).filter((check) => !check.ok).map((check) => check.evidence),
      },
    }),
  };
}
