import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import {
  Encryption,
  EngineKind,
  KvVersion,
  LabName,
  type LabRequest,
  Topology,
} from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import { remember } from '../remember.ts';

export const DEFINITION_SCHEMA = 1;
export const DEFINITION_FILE = 'lab.yaml';

/** What a lab is. A person can write, share and commit it; `docs/lab.schema.json` is made from this. */
export const LabDefinition = z.strictObject({
  schema: z.literal(DEFINITION_SCHEMA),
  name: LabName,
  topology: Topology.default('standalone'),
  /** Resolved once when the lab is created, and kept. */
  engine: EngineKind.or(z.literal('auto')).default('auto'),
  engineReason: z.string().default(''),
  encryption: Encryption.default('sse-s3'),
  kv: KvVersion.default(1),
  versions: z.strictObject({ vault: z.string(), kes: z.string(), minio: z.string() }).partial().default({}),
  /** The default key in KES. Letters, digits, `-` and `_`: KES takes nothing else. */
  keyName: z
    .string()
    .regex(
      /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?$/,
      'A key name has 1 to 80 letters, digits, - and _.',
    )
    .default('my-key'),
  /** Ports that must be these and no others, by service: `minio: 9000`. */
  ports: z.record(z.string(), z.number().int().min(1024).max(65_535)).default({}),
  createdAt: z.string().default(''),
});
export type LabDefinition = z.infer<typeof LabDefinition>;

/** A definition that runs: engine and versions are decided. */
export type ResolvedDefinition = LabDefinition & {
  readonly engine: z.infer<typeof EngineKind>;
  readonly versions: { readonly vault: string; readonly kes: string; readonly minio: string };
};

/** The definitions of as many labs as one list shows. */
const KEPT = 32;

/** Reads the text of a lab.yaml. Throws `damaged-file` or `newer-version`; `where` names the file in the message. */
export const parseDefinition = remember(KEPT, parseText);

function parseText(text: string, where: string): LabDefinition {
  const document = parseDocument(text);
  const syntax = document.errors[0];
  if (syntax !== undefined) throw unreadable(where, syntax.message);
  const value: unknown = document.toJS();
  const version = z.object({ schema: z.number() }).safeParse(value);
  if (version.success && version.data.schema > DEFINITION_SCHEMA) {
    throw new SealabError(
      'newer-version',
      `${where} was written by a newer Sealab (schema ${version.data.schema}).`,
      {
        fix: 'Update Sealab. The lab is left as it is.',
        details: { where },
      },
    );
  }
  const parsed = LabDefinition.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unreadable(where, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

/** Reads the definition of a lab that exists: engine and versions must be decided in it. */
export function parseResolvedDefinition(text: string, where: string): ResolvedDefinition {
  const definition = parseDefinition(text, where);
  const { engine, versions } = definition;
  if (
    engine === 'auto' ||
    versions.vault === undefined ||
    versions.kes === undefined ||
    versions.minio === undefined
  ) {
    throw unreadable(where, 'engine or versions are not decided');
  }
  return {
    ...definition,
    engine,
    versions: { vault: versions.vault, kes: versions.kes, minio: versions.minio },
  };
}

export function formatDefinition(definition: LabDefinition): string {
  return `# A Sealab lab. Share it: it holds no secret.\n${stringify(definition)}`;
}

/** Joins what was asked with a definition file and the defaults. Options given by hand win over the file. */
export function definitionOf(request: LabRequest): LabDefinition {
  const start: Partial<LabDefinition> =
    request.definitionText === undefined ? {} : parseDefinition(request.definitionText, 'The given lab.yaml');
  return LabDefinition.parse({
    ...start,
    schema: DEFINITION_SCHEMA,
    name: request.name,
    ...(request.topology === undefined ? {} : { topology: request.topology }),
    ...(request.engine === undefined ? {} : { engine: request.engine, engineReason: '' }),
    ...(request.encryption === undefined ? {} : { encryption: request.encryption }),
    ...(request.kv === undefined ? {} : { kv: request.kv }),
    ...(request.versions === undefined
      ? {}
      : { versions: { ...start.versions, ...dropUndefined(request.versions) } }),
  });
}

/** What is asked of a lab that exists: a request, and what only a definition file can ask. */
export type AskedOptions = LabRequest & Partial<Pick<LabDefinition, 'keyName' | 'ports'>>;

/** Options of a request that differ from the lab that is there, as `topology: standalone, asked distributed`. */
export function differences(existing: ResolvedDefinition, request: AskedOptions): readonly string[] {
  const found: string[] = [];
  const compare = (name: string, asked: string | number | undefined, is: string | number): void => {
    if (asked !== undefined && asked !== is) found.push(`${name}: is ${String(is)}, asked ${String(asked)}`);
  };
  compare('topology', request.topology, existing.topology);
  compare('engine', request.engine === 'auto' ? undefined : request.engine, existing.engine);
  compare('encryption', request.encryption, existing.encryption);
  compare('kv', request.kv, existing.kv);
  for (const part of ['vault', 'kes', 'minio'] as const) {
    compare(`${part} version`, request.versions?.[part], existing.versions[part]);
  }
  compare('key name', request.keyName, existing.keyName);
  compare('ports', request.ports && shownPorts(request.ports), shownPorts(existing.ports));
  return found;
}

function shownPorts(ports: LabDefinition['ports']): string {
  const shown = Object.entries(ports).map(([service, port]) => `${service} ${port}`);
  return shown.length === 0 ? 'any' : shown.toSorted().join(' and ');
}

function unreadable(where: string, what: string): SealabError {
  return new SealabError('damaged-file', `${where} is not a lab definition: ${what}.`, {
    fix: 'Correct the file, or remove the lab with `sealab rm NAME`; its data folder stays until then.',
    details: { where },
  });
}

function dropUndefined(record: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
