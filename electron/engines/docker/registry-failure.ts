import { type ErrorCode, SealabError } from '#shared/errors.ts';

interface Known {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  /** Continues "The image NAME …". */
  readonly says: string;
  readonly fix: string;
}

const OTHER_WAY = 'Or build with Go, or load a saved set: sealab provision --load FILE';

/** What moby and the registries say, moby 20.10 to 29. The first that fits counts. */
const KNOWN: readonly Known[] = [
  {
    pattern: /no matching manifest|does not match the specified platform|cannot be used on this platform/i,
    code: 'unsupported',
    says: 'is not there for this processor',
    fix: `Use another version. ${OTHER_WAY}`,
  },
  {
    pattern: /toomanyrequests|too many requests|rate limit/i,
    code: 'busy',
    says: 'is not given now: the registry counts too many pulls from this address',
    fix: 'Wait an hour, or set a mirror: sealab settings registryMirror HOST:PORT. Or use your account: `docker login`, then the same again.',
  },
  {
    pattern: /no space left on device|disk quota exceeded/i,
    code: 'disk-full',
    says: 'does not fit on the disk of the engine',
    fix: 'Free some space where Docker keeps its data: `docker system df` shows what takes it.',
  },
  {
    pattern: /manifest unknown|manifest for .* not found|name unknown|repository name not known/i,
    code: 'not-found',
    says: 'is not in its registry',
    fix: OTHER_WAY,
  },
  {
    pattern:
      /unauthorized|authentication required|no basic auth credentials|access denied|requested access to the resource|403 Forbidden/i,
    code: 'not-found',
    says: 'is not in its registry, or only for those who log in',
    fix: `If you have an account there: \`docker login\`, then the same again. ${OTHER_WAY}`,
  },
  {
    pattern: /x509:|certificate|tls: |HTTP response to HTTPS client/i,
    code: 'tls-error',
    says: 'cannot be pulled: Docker does not trust the certificate of the registry',
    fix: 'Give Docker the certificate of your proxy or registry, in /etc/docker/certs.d/HOST:PORT/ca.crt.',
  },
  {
    pattern:
      /dial tcp|lookup |no such host|i\/o timeout|connection (refused|reset)|unreachable|EOF|broken pipe|proxyconnect|deadline exceeded|request canceled|handshake timeout|50[234] /i,
    code: 'no-network',
    says: 'cannot be pulled: its registry is out of reach',
    fix: `Connect to the internet, or set a mirror: sealab settings registryMirror HOST:PORT. ${OTHER_WAY}`,
  },
  {
    pattern: /verification failed|unexpected digest|filesystem layer verification|invalid checksum/i,
    code: 'checksum-mismatch',
    says: 'came with other bytes than its registry announced',
    fix: 'Pull it once more. If it stays, something between you and the registry changes the bytes.',
  },
];

/** The error for what the engine said about a pull. */
export function registryFailure(reference: string, said: string, cause?: unknown): SealabError {
  const known = KNOWN.find(({ pattern }) => pattern.test(said));
  const options = {
    fix: known?.fix ?? OTHER_WAY,
    details: { reference, evidence: [said.trim()] },
    ...(cause === undefined ? {} : { cause }),
  };
  if (known !== undefined) {
    return new SealabError(known.code, `The image ${reference} ${known.says}.`, options);
  }
  return new SealabError('internal', `The image ${reference} cannot be pulled: ${said.trim()}`, options);
}

/** The registry says nothing for a while. `when` continues "…: the registry says nothing". */
export function silentRegistry(reference: string, when: string): SealabError {
  return new SealabError(
    'no-network',
    `The image ${reference} does not come: its registry says nothing ${when}.`,
    {
      fix: `Look at your connection and at the proxy of Docker, or set a mirror: sealab settings registryMirror HOST:PORT. ${OTHER_WAY}`,
      details: { reference },
    },
  );
}
