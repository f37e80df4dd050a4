import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

const ConfigFile = z.looseObject({ currentContext: z.string().optional() });
const ContextFile = z.looseObject({
  Endpoints: z.looseObject({
    docker: z.looseObject({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() }).optional(),
  }),
});

/** What `docker context` chose. `problem` says why it leads nowhere. */
export interface ChosenContext {
  readonly name: string;
  readonly host?: string;
  /** Where its `ca.pem`, `cert.pem` and `key.pem` are, if it has them. */
  readonly tlsFolder?: string;
  readonly skipsTlsVerify: boolean;
  readonly problem?: string;
}

/** `~/.docker`, or DOCKER_CONFIG. */
export function dockerConfigFolder(environment: Variables, homeFolder: string): string {
  return environment['DOCKER_CONFIG'] || join(homeFolder, '.docker');
}

/**
 * The context that the docker command would use: DOCKER_CONTEXT, else `currentContext` of config.json. undefined for
 * `default`, which means the usual places. The files are described in
 * https://github.com/docker/cli/blob/master/cli/context/store/doc.go
 */
export async function chosenContext(
  folder: string,
  environment: Variables,
): Promise<ChosenContext | undefined> {
  const name = environment['DOCKER_CONTEXT'] || (await currentContext(join(folder, 'config.json')));
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(folder, 'contexts', 'meta', id, 'meta.json');
  const nowhere = { name, skipsTlsVerify: false };
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return { ...nowhere, problem: `There is no context “${name}”: ${file} cannot be read.` };
  }
  const parsed = ContextFile.safeParse(json(text));
  const endpoint = parsed.data?.Endpoints.docker;
  if (endpoint?.Host === undefined || endpoint.Host === '')
    return { ...nowhere, problem: `The context “${name}” names no Docker host in ${file}.` };
  const tlsFolder = join(folder, 'contexts', 'tls', id, 'docker');
  const hasTls = await access(join(tlsFolder, 'ca.pem')).then(
    () => true,
    () => false,
  );
  return {
    name,
    host: endpoint.Host,
    ...(hasTls ? { tlsFolder } : {}),
    skipsTlsVerify: endpoint.SkipTLSVerify === true,
  };
}

/** A config.json that cannot be read chooses nothing, as with the docker command. */
async function currentContext(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return ConfigFile.safeParse(json(text)).data?.currentContext;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
