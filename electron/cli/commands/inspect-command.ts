import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TryKind } from '#shared/contract/tries.ts';
import type { WalkStep, WalkValue, WalkView } from '#shared/contract/walk.ts';
import { fileError } from '../../system/file-errors.ts';
import { type Command, UsageError } from '../command.ts';
import { formatBytes } from '../text.ts';

export const inspect: Command = {
  name: 'inspect',
  usage: 'NAME BUCKET/KEY [--version ID] [--decrypt FILE] [--without DRIVE,…] [--try WHAT]',
  summary:
    'Walk one object from the bytes on its drives to its plaintext. SSE-C: --customer-key NAME or --customer-key-file FILE. Written by a MinIO without KES: --kms-secret-key-file FILE with its MINIO_KMS_SECRET_KEY. --try changes one thing in a copy in memory first: bitrot, content, tag, swap-packages, wipe-1, wipe-2, wipe-3, other-name, other-key.',
  options: {
    version: { type: 'string' },
    decrypt: { type: 'string' },
    without: { type: 'string' },
    try: { type: 'string' },
    'customer-key': { type: 'string' },
    'customer-key-file': { type: 'string' },
    'kms-secret-key-file': { type: 'string' },
  },
  takes: { min: 2, max: 2 },
  run: async ({ client, positionals, options, signal, onProgress, print, markFailed }) => {
    const [lab = '', object = ''] = positionals;
    const slash = object.indexOf('/');
    if (slash < 1 || slash === object.length - 1) throw new UsageError(`“${object}” is not BUCKET/KEY.`);
    const text = (name: string): string | undefined => {
      const value = options[name];
      return typeof value === 'string' ? value : undefined;
    };
    const [customerKeyFile, kmsSecretKeyFile] = [text('customer-key-file'), text('kms-secret-key-file')];
    const [version, customerKey, decrypt] = [text('version'), text('customer-key'), text('decrypt')];
    const request = {
      lab,
      bucket: object.slice(0, slash),
      key: object.slice(slash + 1),
      ...(version === undefined ? {} : { versionId: version }),
      ...(customerKey === undefined ? {} : { customerKey }),
      ...(customerKeyFile === undefined
        ? {}
        : { customerKeyValue: await readKeyFile('customer key', customerKeyFile) }),
      ...(kmsSecretKeyFile === undefined
        ? {}
        : { kmsSecretKey: await readKeyFile('built-in key', kmsSecretKeyFile) }),
      withoutDrives: (text('without') ?? '').split(',').filter((drive) => drive !== ''),
    };
    const tried = tryOf(text('try'));
    if (tried !== undefined && decrypt !== undefined)
      throw new UsageError('Without --decrypt: --try walks an altered copy, of which nothing is written.');
    const walk =
      decrypt === undefined
        ? await client.run(
            'inspector.walk',
            { ...request, ...(tried === undefined ? {} : { try: tried }) },
            { signal, onProgress },
          )
        : await client.run(
            'inspector.decrypt',
            { ...request, file: resolve(decrypt) },
            { signal, onProgress },
          );
    print(formatWalk(walk));
    if (decrypt !== undefined) print(`\nPlaintext written to ${resolve(decrypt)}.`);
    if (!walk.ok) markFailed();
    return inspectionOf(walk);
  },
};

function tryOf(text: string | undefined): TryKind | undefined {
  if (text === undefined) return undefined;
  const parsed = TryKind.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`There is nothing to try called “${text}”. There is: ${TryKind.options.join(', ')}.`);
}

async function readKeyFile(what: string, path: string): Promise<string> {
  try {
    return (await readFile(resolve(path), 'utf8')).trim();
  } catch (thrown) {
    throw fileError(thrown, `read the ${what} in`, resolve(path));
  }
}

/** What `inspect --json` prints. */
function inspectionOf(walk: WalkView): object {
  return {
    object: `${walk.bucket}/${walk.key}`,
    encryption: walk.encryption,
    ...(walk.keyName === undefined ? {} : { keyName: walk.keyName }),
    versionId: walk.versionId,
    parts: walk.parts,
    ...(walk.tried === undefined ? {} : { tried: walk.tried }),
    ok: walk.ok,
    findings: walk.steps.map((step) => ({
      step: step.id,
      title: step.title,
      state: step.state,
      inputs: step.inputs.map(valueOf),
      output: step.outputs.map(valueOf),
      ok: step.state === 'done' || step.state === 'skipped',
      evidence: evidenceOf(step),
      ...(step.error === undefined ? {} : { error: step.error }),
    })),
    ...(walk.plaintext === undefined
      ? {}
      : { plaintextSha256: walk.plaintext.sha256, plaintextBytes: walk.plaintext.sizeBytes }),
  };
}

function valueOf({ name, type, lengthBytes, isSecret, value, origin }: WalkValue): object {
  return { name, type, lengthBytes, origin, value: isSecret ? '[secret]' : value };
}

function evidenceOf(step: WalkStep): string {
  if (step.error !== undefined) return step.error.message;
  if (step.reason !== undefined) return step.reason;
  return step.checks.map(({ title, evidence }) => `${title}: ${evidence}`).join('; ');
}

const MARKS: Readonly<Record<WalkStep['state'], string>> = {
  done: '✔',
  failed: '✘',
  skipped: '–',
  'not-reached': '·',
};

/** As wide as a value is shown; the page and --json have the whole. */
const SHOWN = 64;

function formatWalk(walk: WalkView): string {
  const lines = [
    `${walk.bucket}/${walk.key}, version ${walk.versionId}: ${walk.encryption === 'none' ? 'not encrypted' : walk.encryption.toUpperCase()}${walk.keyName === undefined ? '' : ` with ${walk.keyName}`}`,
  ];
  if (walk.tried !== undefined) {
    const { title, change } = walk.tried;
    lines.push('', `This is an altered copy; nothing on the drives was changed. ${title}:`, `  ${change}`);
  }
  for (const [index, step] of walk.steps.entries()) {
    if (step.state === 'not-reached') continue;
    lines.push('', `${MARKS[step.state]} ${index + 1}  ${step.title}`);
    if (step.reason !== undefined) lines.push(`     ${step.reason}`);
    for (const value of step.inputs) lines.push(`     in   ${formatValue(value)}`);
    if (step.state === 'done') lines.push(`     ${step.formula}`);
    for (const value of step.outputs) lines.push(`     out  ${formatValue(value)}`);
    for (const check of step.checks)
      lines.push(`     ${check.ok ? '✔' : '✘'} ${check.title}: ${check.evidence}`);
    if (step.error !== undefined) lines.push(`     ${step.error.message}`, ...fixLines(step.error.fix));
  }
  const left = walk.steps.filter(({ state }) => state === 'not-reached');
  if (left.length > 0) lines.push('', `The ${left.length} steps after it have no input and were not taken.`);
  if (walk.plaintext !== undefined) {
    const { sizeBytes, sha256 } = walk.plaintext;
    lines.push('', `Plaintext: ${sizeBytes} bytes (${formatBytes(sizeBytes)}), SHA-256 ${sha256}`);
  }
  return lines.join('\n');
}

const fixLines = (fix: string | undefined): readonly string[] => (fix === undefined ? [] : [`     ${fix}`]);

function formatValue({ name, type, lengthBytes, isSecret, value }: WalkValue): string {
  if (isSecret) return `${name}: ${lengthBytes} bytes, covered`;
  const shown = value ?? '';
  const text = shown.length > SHOWN && type === 'bytes' ? `${shown.slice(0, SHOWN)}…` : shown;
  return type === 'bytes' ? `${name}: ${text} (${lengthBytes} bytes)` : `${name}: ${text}`;
}
