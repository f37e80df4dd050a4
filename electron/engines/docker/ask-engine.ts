import { lstat, readlink, stat } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { z } from 'zod';
import { isMissing, systemCode } from '../../system/file-errors.ts';
import { endpointOptions } from './endpoint.ts';
import type { DockerEndpoint, DockerPlace } from './places.ts';

/** `GET /version` of the Docker Engine API, 1.24 and later. */
const Version = z.looseObject({
  Version: z.string(),
  ApiVersion: z.string(),
  Os: z.string(),
  Arch: z.string(),
});

/** What a place answered. */
export type Answer =
  | {
      readonly state: 'works';
      readonly version: string;
      readonly apiVersion: string;
      readonly platform: string;
    }
  | {
      readonly state: 'failed' | 'absent';
      readonly reason: string;
      readonly fix: string;
      readonly version?: string;
    };

/** The API of Docker 20.10, the oldest that Sealab is made for. */
const OLDEST_API = { major: 1, minor: 41 };
const MAX_ANSWER_BYTES = 1024 * 1024;
const START = 'Start Docker: `sudo systemctl start docker`, or open Docker Desktop.';
const ANOTHER = 'Start that engine, or take another one: unset DOCKER_HOST, or `docker context use default`.';
const INSTALL = 'Install Docker and start it.';

/** Asks a place for its version; ends when the signal aborts, with `no answer`. Never throws. */
export async function askEngine(place: DockerPlace, signal: AbortSignal): Promise<Answer> {
  if (place.endpoint === undefined) {
    const { reason = '', fix = '' } = place.problem ?? {};
    return { state: 'failed', reason, fix };
  }
  const { endpoint } = place;
  try {
    const absent = endpoint.kind === 'socket' ? await missingSocket(endpoint.path, place.isNamed) : undefined;
    if (absent !== undefined) return absent;
    return judge(await getVersion(endpoint, signal), place);
  } catch (thrown) {
    return failureOf(thrown, place, signal);
  }
}

/** Why there is no socket at a path; undefined where something is. Pipes of Windows cannot be looked at. */
async function missingSocket(path: string, isNamed: boolean): Promise<Answer | undefined> {
  if (path.startsWith('//./pipe/') || path.startsWith('\\\\.\\pipe\\')) return undefined;
  let isLink: boolean;
  try {
    isLink = (await lstat(path)).isSymbolicLink();
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    return {
      state: isNamed ? 'failed' : 'absent',
      reason: `There is no ${path}.`,
      fix: isNamed ? ANOTHER : INSTALL,
    };
  }
  try {
    if ((await stat(path)).isSocket()) return undefined;
    return {
      state: 'failed',
      reason: `${path} is no socket.`,
      fix: `Move it away: Docker makes its socket there.`,
    };
  } catch (thrown) {
    if (!isLink || !isMissing(thrown)) throw thrown;
    const target = await readlink(path);
    return {
      state: 'failed',
      reason: `${path} is a link to ${target}, and there is nothing.`,
      fix: 'Start the engine that made the link, often Docker Desktop, or remove the link.',
    };
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

async function getVersion(endpoint: DockerEndpoint, signal: AbortSignal): Promise<HttpAnswer> {
  const { protocol, ...options } = await endpointOptions(endpoint);
  const request = protocol === 'https' ? tlsRequest : plainRequest;
  return await new Promise((resolve, reject) => {
    const asked = request({ ...options, path: '/version', agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        if (sizeBytes > MAX_ANSWER_BYTES) asked.destroy(new Error('an answer without end'));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

function judge({ status, body }: HttpAnswer, { address }: DockerPlace): Answer {
  const parsed = status === 200 ? Version.safeParse(json(body)) : undefined;
  if (parsed?.data === undefined) {
    return {
      state: 'failed',
      reason: `What listens on ${address} does not answer as Docker does (status ${status}).`,
      fix: START,
    };
  }
  const { Version: version, ApiVersion: apiVersion, Os: os, Arch: architecture } = parsed.data;
  if (!isNewEnough(apiVersion))
    return {
      state: 'failed',
      version,
      reason: `Docker ${version} has the API ${apiVersion}; Sealab needs 1.41 or newer.`,
      fix: 'Update Docker to 20.10 or newer.',
    };
  if (os !== 'linux')
    return {
      state: 'failed',
      version,
      reason: `Docker ${version} runs ${os === 'windows' ? 'Windows' : os} containers; labs need Linux containers.`,
      fix: 'Choose “Switch to Linux containers” in Docker Desktop’s menu.',
    };
  return { state: 'works', version, apiVersion, platform: `${os}/${architecture}` };
}

function isNewEnough(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return major > OLDEST_API.major || (major === OLDEST_API.major && minor >= OLDEST_API.minor);
}

function failureOf(thrown: unknown, { address }: DockerPlace, signal: AbortSignal): Answer {
  const failed = (reason: string, fix: string): Answer => ({ state: 'failed', reason, fix });
  if (signal.aborted) return failed(`${address} gives no answer within 2 s.`, 'Restart Docker.');
  if (thrown instanceof Error && 'syscall' in thrown && thrown.syscall === 'open')
    return failed(
      `Its TLS files cannot be read: ${thrown.message}.`,
      'Let DOCKER_CERT_PATH name the folder with ca.pem, cert.pem and key.pem.',
    );
  switch (systemCode(thrown) ?? '') {
    case 'EACCES':
    case 'EPERM':
      return failed(
        `Your user may not use ${address}.`,
        'Add yourself to the group docker (`sudo usermod -aG docker "$USER"`) and log in anew, or use rootless Docker.',
      );
    case 'ECONNREFUSED':
    case 'ENOENT':
      return failed(`Nobody listens on ${address}: the engine is stopped.`, START);
    default:
      return failed(
        `${address} does not answer: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
        START,
      );
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
