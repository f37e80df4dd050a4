import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { Secret } from '#shared/secret.ts';
import { isMissing } from '../../system/file-errors.ts';
import { dockerConfigFolder, type Variables } from './contexts.ts';

/**
 * The parts of docker's config.json that `docker login` writes
 * (https://docs.docker.com/reference/cli/docker/login/, docker/cli cli/config/configfile/file.go).
 */
const LoginFile = z.looseObject({
  auths: z
    .record(z.string(), z.looseObject({ auth: z.string().optional(), identitytoken: z.string().optional() }))
    .optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});
type LoginFile = z.infer<typeof LoginFile>;

/** What `docker-credential-NAME get` prints (docker/docker-credential-helpers, credentials/credentials.go). */
const HelperAnswer = z.object({ Username: z.string(), Secret: z.string() });
/** The user name that says: the secret is an identity token. */
const TOKEN_USER = '<token>';
const NOT_FOUND = /credentials not found/i;
const HELPER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const HELPER_LIMIT_MS = 5_000;
/** The name under which a login to Docker Hub is kept. */
const HUB = 'https://index.docker.io/v1/';

/** How to log in at the registry of an image. `problem` says why a login that is written down cannot be used. */
export interface RegistryLogin {
  /** What the engine wants as X-Registry-Auth: JSON in URL-safe base64. Absent where nobody has logged in. */
  readonly header?: Secret;
  readonly problem?: string;
}

/**
 * What the user has given to `docker login` for the registry of `reference`: from a credential helper, or from the file
 * itself. Never throws: without a login, what is public can still be pulled.
 */
export async function registryLogin(
  reference: string,
  options: { readonly environment: Variables; readonly homeFolder: string; readonly helperLimitMs?: number },
): Promise<RegistryLogin> {
  const { environment, homeFolder, helperLimitMs: limitMs = HELPER_LIMIT_MS } = options;
  const file = join(dockerConfigFolder(environment, homeFolder), 'config.json');
  const server = serverOf(reference);
  let config: LoginFile;
  try {
    config = LoginFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (thrown) {
    return isMissing(thrown) ? {} : { problem: `The logins of docker cannot be read from ${file}.` };
  }
  const helper = config.credHelpers?.[hostOf(server)] ?? config.credsStore;
  if (helper !== undefined && helper !== '') {
    return await askHelper(helper, server, { environment, limitMs });
  }
  return fromFile(config, server);
}

/** `HOST:PORT` of an image's registry; of Docker Hub the address that logins are kept under. */
function serverOf(reference: string): string {
  const first = reference.includes('/') ? (reference.split('/')[0] ?? '') : '';
  const isHost = first === 'localhost' || first.includes('.') || first.includes(':');
  return isHost && first !== 'docker.io' ? first : HUB;
}

/** Old logins are kept under whole addresses: `https://host/v1/`. */
function hostOf(server: string): string {
  return server.replace(/^https?:\/\//, '').split('/')[0] ?? '';
}

function fromFile({ auths = {} }: LoginFile, server: string): RegistryLogin {
  const key = server in auths ? server : Object.keys(auths).find((name) => hostOf(name) === hostOf(server));
  const { auth = '', identitytoken = '' } = key === undefined ? {} : (auths[key] ?? {});
  if (identitytoken !== '') return loginOf(server, { identitytoken });
  const known = Buffer.from(auth, 'base64').toString('utf8');
  const colon = known.indexOf(':');
  if (colon <= 0) return {};
  // Written by old versions with zeros after it.
  const password = known.slice(colon + 1).replace(/\0+$/, '');
  return loginOf(server, { username: known.slice(0, colon), password });
}

function loginOf(server: string, login: Readonly<Record<string, string>>): RegistryLogin {
  const words = JSON.stringify({ ...login, serveraddress: server });
  // URL-safe, and with its padding: Go's base64.URLEncoding reads nothing else.
  const header = Buffer.from(words, 'utf8').toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return { header: new Secret(header) };
}

async function askHelper(
  name: string,
  server: string,
  { environment, limitMs }: { readonly environment: Variables; readonly limitMs: number },
): Promise<RegistryLogin> {
  const program = `docker-credential-${name}`;
  const unusable = (why: string): RegistryLogin => ({
    problem: `${program}, which keeps docker’s logins, ${why}.`,
  });
  if (!HELPER_NAME.test(name)) return { problem: 'The name of docker’s credential helper is none.' };
  const signal = AbortSignal.timeout(limitMs);
  try {
    const child = spawn(program, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: environment,
      signal,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${server}\n`);
    const [said, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (NOT_FOUND.test(said)) return {};
    if (exitCode !== 0) return unusable(`ended with ${exitCode}`);
    const { Username: username, Secret: secret } = HelperAnswer.parse(JSON.parse(said));
    if (username === '' && secret === '') return {};
    return loginOf(
      server,
      username === TOKEN_USER ? { identitytoken: secret } : { username, password: secret },
    );
  } catch (thrown) {
    if (signal.aborted) return unusable(`has not answered within ${limitMs / 1000} s`);
    return unusable(isMissing(thrown) ? 'is not there' : 'cannot be asked');
  }
}
