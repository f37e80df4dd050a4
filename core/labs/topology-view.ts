import type { Connection, DriveView, TopologyView } from '#shared/contract/details.ts';
import { isSilent, type Traffic } from '../health/traffic.ts';
import type { LabSession } from './session.ts';
import { portsOf } from './variables.ts';

type State = Pick<Connection, 'state' | 'evidence'>;
type Link = Omit<Connection, 'id' | 'state' | 'evidence' | 'requests' | 'totalRequests'> & {
  readonly total?: number | undefined;
};

const S3_COUNTED =
  'S3 requests that this node answered since its start, Sealab’s proofs among them. Health checks and metrics are not counted.';
const KEYS_COUNTED =
  'Requests for keys that this node sent to KES since its start. Its looks at KES’s status are not counted.';
const NOT_TOLD = 'Not counted: this server does not tell.';
const VAULT_NOT_COUNTED = 'Not counted: KES and Vault keep no number of these requests.';
const NODES_NOT_COUNTED = 'Not counted: MinIO counts no requests between its nodes, only bytes.';

/** Connections and drives of a lab, as one look at its services shows them. `before`: totals of the look before, by connection. */
export function topologyOf(
  session: LabSession,
  traffic: Traffic,
  before: ReadonlyMap<string, number>,
): TopologyView {
  const isOff = isSilent(traffic);
  const see = (link: Link, state: State): Connection => {
    const { total, ...words } = link;
    const id = `${link.from}>${link.to}`;
    const last = before.get(id);
    return {
      id,
      ...words,
      ...(isOff ? { state: 'unknown', evidence: 'the lab does not run' } : state),
      // A server that was started anew counts from nothing.
      ...(total === undefined
        ? {}
        : { totalRequests: total, requests: last === undefined ? 0 : total < last ? total : total - last }),
    };
  };
  const { vault, slow } = traffic;
  const { kesKeyRequests } = slow;
  return {
    lookedAt: session.ports.clock.now().toISOString(),
    connections: [
      ...session.nodes.map((node) => see(...clientLink(session, traffic, node.name))),
      ...nodeLinks(session, traffic).map((link) => see(...link)),
      ...session.nodes.map((node) => see(...kesLink(session, traffic, node.name))),
      see(...vaultLink(session, traffic)),
    ],
    drives: session.nodes.map((node) => driveOf(session, traffic, node.name)),
    ...(vault === undefined
      ? {}
      : { vault: { sealed: vault.sealed, progress: vault.progress, threshold: vault.threshold } }),
    ...(kesKeyRequests === undefined ? {} : { kesKeyRequests }),
  };
}

function clientLink(session: LabSession, { nodes }: Traffic, node: string): [Link, State] {
  const { host, port } = session.addressOf(node);
  const total = nodes[node]?.s3Requests;
  return [
    {
      from: 'client',
      to: node,
      address: `${host}:${port}`,
      authentication: 'TLS, access key (AWS signature 4)',
      carries: 'S3 requests; objects travel as plaintext inside TLS',
      total,
      counted: total === undefined ? NOT_TOLD : S3_COUNTED,
    },
    nodes[node] === undefined
      ? { state: 'failed', evidence: `${node} does not answer` }
      : { state: 'ok', evidence: `${node} answers` },
  ];
}

/** One for each pair of nodes: the node with the smaller number stands first. */
function nodeLinks(session: LabSession, traffic: Traffic): [Link, State][] {
  const names = session.nodes.map((node) => node.name);
  return names.flatMap((from, index) =>
    names.slice(index + 1).map((to): [Link, State] => {
      const silent = [from, to].filter((node) => traffic.nodes[node] === undefined);
      return [
        {
          from,
          to,
          address: peerOf(session, to),
          authentication: 'TLS, token made from the root credentials',
          carries: 'shards of objects, encrypted already; locks',
          counted: NODES_NOT_COUNTED,
        },
        silent.length === 0
          ? { state: 'ok', evidence: 'both nodes answer' }
          : {
              state: 'failed',
              evidence: `${silent.join(' and ')} ${silent.length === 1 ? 'does' : 'do'} not answer`,
            },
      ];
    }),
  );
}

function kesLink(session: LabSession, { nodes, kes, slow }: Traffic, node: string): [Link, State] {
  const total = nodes[node]?.keyRequests;
  const reaches = nodes[node] === undefined ? undefined : slow.reach[node];
  return [
    {
      from: node,
      to: 'kes',
      address: peerOf(session, 'kes'),
      authentication: 'mutual TLS, client certificate of the identity minio',
      carries: 'asks for a new data key or has one decrypted',
      total,
      counted: total === undefined ? NOT_TOLD : KEYS_COUNTED,
    },
    reaches === undefined
      ? kes === undefined
        ? { state: 'failed', evidence: 'KES does not answer' }
        : { state: 'unknown', evidence: `${node} does not tell` }
      : reaches
        ? { state: 'ok', evidence: `${node} reports KES online` }
        : {
            state: 'failed',
            evidence:
              kes?.keystoreReachable === false
                ? 'KES answers, but does not reach Vault'
                : `${node} reports KES offline`,
          },
  ];
}

function vaultLink(session: LabSession, { kes, vault }: Traffic): [Link, State] {
  const link: Link = {
    from: 'kes',
    to: 'vault',
    address: peerOf(session, 'vault'),
    authentication: 'TLS, AppRole token',
    carries: `the KES key ${session.definition.keyName}, from Vault’s kv`,
    counted: VAULT_NOT_COUNTED,
  };
  if (kes?.keystoreReachable === true)
    return [link, { state: 'ok', evidence: 'KES reports Vault reachable' }];
  const evidence =
    vault === undefined
      ? 'Vault does not answer'
      : kes === undefined
        ? 'KES does not answer'
        : vault.sealed
          ? 'Vault is sealed'
          : 'KES does not reach Vault';
  return [link, { state: 'failed', evidence }];
}

function driveOf(session: LabSession, { nodes, slow: { drives } }: Traffic, node: string): DriveView {
  const isOnly = session.nodes.length === 1;
  const address = peerOf(session, node);
  const seen = drives?.find((drive) => isOnly || drive.nodeAddress === address);
  const isSilentNode = nodes[node] === undefined && drives !== undefined;
  return {
    node,
    drive: node,
    state: isSilentNode || seen?.isOnline === false ? 'offline' : seen === undefined ? 'unknown' : 'ok',
    holds: `${isOnly ? 'Every object' : 'One shard of every object'}: ciphertext with its sealed object key where the bucket encrypts, plaintext where it does not.`,
  };
}

function peerOf(session: LabSession, service: string): string {
  const api = portsOf(session.service(service), session.held).find((port) => port.name === 'api');
  if (api === undefined) return '';
  const { host, port } = session.engine.peerAddressOf(session.lab, service, api);
  return `${host}:${port}`;
}
