import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import type { Resources } from '../ports/resources.ts';
import { remember } from '../remember.ts';
import {
  ComposeSchema,
  type ComposeServiceSource,
  type ComposeSource,
  type ServiceExtension,
} from './compose-schema.ts';

/** One service with its `extends` resolved; `${…}` is still in it. */
export interface ComposeService {
  readonly name: string;
  readonly component: z.infer<typeof ServiceExtension>['component'];
  readonly ports: z.infer<typeof ServiceExtension>['ports'];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Generated file → where the service finds it. */
  readonly files: readonly { readonly source: string; readonly target: string }[];
  /** `name:target`. */
  readonly volumes: readonly string[];
  readonly dependsOn: readonly string[];
}

export interface ComposeFile {
  readonly title: string;
  readonly summary: string;
  readonly services: readonly ComposeService[];
}

/**
 * Reads `compose/<topology>/compose.yaml` with everything it extends. Throws `damaged-file` with file and line for
 * whatever is not in the subset (Compose specification, compose-spec.io).
 */
export async function readComposeFile(resources: Resources, topology: string): Promise<ComposeFile> {
  const path = `compose/${topology}/compose.yaml`;
  const open = onceForEach(async (file) => parseCompose(await resources.read(file), file));
  const source = await open(path);
  const declared = new Set([...Object.keys(source.configs ?? {}), ...Object.keys(source.secrets ?? {})]);
  const services: ComposeService[] = [];
  for (const [name, service] of Object.entries(source.services)) {
    const merged = await resolveExtends(open, { path, service, above: [`${path}/${name}`] });
    services.push(toService(path, name, merged));
  }
  for (const service of services) {
    for (const file of service.files) {
      if (!declared.has(file.source)) {
        throw damaged(
          path,
          `service ${service.name} wants “${file.source}”, which the file does not declare`,
        );
      }
    }
  }
  return {
    title: source['x-sealab']?.title ?? topology,
    summary: source['x-sealab']?.summary ?? '',
    services,
  };
}

type OpenCompose = (path: string) => Promise<ComposeSource>;

/** Services extend the same few files, and parsing YAML is most of the work. */
function onceForEach(open: OpenCompose): OpenCompose {
  const opened = new Map<string, Promise<ComposeSource>>();
  return async (path) => {
    const source = opened.get(path) ?? open(path);
    opened.set(path, source);
    return await source;
  };
}

/** `above` are the services that extend this one, as `<file>/<service>`. */
async function resolveExtends(
  open: OpenCompose,
  {
    path,
    service,
    above,
  }: { readonly path: string; readonly service: ComposeServiceSource; readonly above: readonly string[] },
): Promise<ComposeServiceSource> {
  if (service.extends === undefined) return service;
  const from = joinPath(path, service.extends.file);
  const parentName = `${from}/${service.extends.service}`;
  if (above.includes(parentName))
    throw damaged(path, `${[...above, parentName].join(' extends ')}, in a circle`);
  const parent = (await open(from)).services[service.extends.service];
  if (parent === undefined) throw damaged(path, `${from} has no service “${service.extends.service}”`);
  const whole = await resolveExtends(open, {
    path: from,
    service: parent,
    above: [...above, parentName],
  });
  return mergeServices(whole, service);
}

/** As Compose merges: single values are replaced, maps are joined, lists of files, volumes and ports are appended. */
function mergeServices(parent: ComposeServiceSource, child: ComposeServiceSource): ComposeServiceSource {
  return {
    ...parent,
    ...child,
    environment: { ...parent.environment, ...child.environment },
    configs: [...(parent.configs ?? []), ...(child.configs ?? [])],
    secrets: [...(parent.secrets ?? []), ...(child.secrets ?? [])],
    volumes: [...(parent.volumes ?? []), ...(child.volumes ?? [])],
    ports: [...(parent.ports ?? []), ...(child.ports ?? [])],
    depends_on: child.depends_on ?? parent.depends_on ?? [],
  };
}

function toService(path: string, name: string, source: ComposeServiceSource): ComposeService {
  const extension = source['x-sealab'];
  if (extension === undefined) throw damaged(path, `service ${name} has no x-sealab section`);
  return {
    name,
    component: extension.component,
    ports: extension.ports,
    command: source.command ?? [],
    environment: source.environment ?? {},
    files: [...(source.configs ?? []), ...(source.secrets ?? [])],
    volumes: source.volumes ?? [],
    dependsOn: source.depends_on ?? [],
  };
}

/** Every compose file that ships with Sealab fits in. */
const KEPT = 32;
const parseCompose = remember(KEPT, parseText);

function parseText(text: string, path: string): ComposeSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax !== undefined) throw damaged(`${path}:${lines.linePos(syntax.pos[0]).line}`, syntax.message);
  const parsed = ComposeSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const keys =
    issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  const node = document.getIn(keys, true) ?? document.getIn(issue?.path ?? [], true);
  const offset = isNode(node) ? node.range?.[0] : undefined;
  const line = offset === undefined ? '' : `:${lines.linePos(offset).line}`;
  throw damaged(`${path}${line}`, `${keys.join('.')}: ${issue?.message ?? 'not understood'}`);
}

function damaged(where: string, what: string): SealabError {
  return new SealabError('damaged-file', `${where}: ${what}.`, {
    fix: 'Sealab reads a small part of Compose; docs/architecture.md lists it. Remove or correct that line.',
    details: { where },
  });
}

function joinPath(from: string, relative: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
