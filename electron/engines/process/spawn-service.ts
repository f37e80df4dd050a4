import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ServiceSpec } from '#core/ports/engine.ts';
import { SealabError } from '#shared/errors.ts';
import { fileError, systemCode } from '../../system/file-errors.ts';
import { ensurePrivateFolder } from '../../system/private-files.ts';
import type { LabPlaces } from './lab-places.ts';
import { rotateLog } from './log-file.ts';
import { programKind } from './program-file.ts';

/** Writes a service's files (0600) and makes its folders (0700); all of them inside the lab's folder. */
export async function writeServiceFiles(places: LabPlaces, spec: ServiceSpec): Promise<void> {
  const files = spec.files.map(({ target, content }) => ({
    path: places.requireInside(spec.lab, target),
    content,
  }));
  const folders = spec.volumes.map(({ target }) => places.requireInside(spec.lab, target));
  const own = places.of(spec.lab, spec.service).files;
  for (const folder of [places.logsFolder(spec.lab), own, join(own, 'tmp'), ...folders]) {
    try {
      await ensurePrivateFolder(folder);
    } catch (thrown) {
      throw fileError(thrown, 'create the folder', folder);
    }
  }
  for (const { path, content } of files) await writePrivately(path, content);
}

async function writePrivately(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw fileError(thrown, 'write', path);
  }
}

function startError(spec: ServiceSpec, reason: string, cause?: unknown): SealabError {
  const { service, lab, program } = spec;
  const message = `${service} of lab ${lab} did not start: ${reason} (${program.reference}).`;
  const code = systemCode(cause);
  return new SealabError('service-died', message, {
    fix: `Get the program anew: sealab provision ${program.component}`,
    details: {
      service,
      program: program.reference,
      evidence: [`${program.reference}: ${code ?? reason}`],
    },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Throws `service-died` unless the program can be run here and be recognised by its command line later. */
async function requireProgram(spec: ServiceSpec): Promise<void> {
  const kind = await programKind(spec.program.reference);
  if (kind === 'program') return;
  throw startError(spec, kind === 'script' ? 'it is a script and not the program itself' : kind.problem);
}

/** What a service writes is for its owner only too: MinIO asks for 0644 and 0755, and the umask is all it inherits. */
function spawnPrivately({ program, args }: ServiceSpec, options: SpawnOptions): ChildProcess {
  const before = process.umask(0o077);
  try {
    return spawn(program.reference, [...args], options);
  } finally {
    process.umask(before);
  }
}

/**
 * Starts the program detached, with its output appended to the log and only the environment of the spec.
 * Resolves with the pid when the program runs. Throws `service-died` where it cannot be run.
 */
export async function spawnService(places: LabPlaces, spec: ServiceSpec): Promise<number> {
  await requireProgram(spec);
  const logFile = places.logFile(spec.lab, spec.service);
  await rotateLog(logFile);
  const home = places.of(spec.lab, spec.service).files;
  const log = await open(logFile, 'a', 0o600).catch((thrown: unknown) => {
    throw fileError(thrown, 'write', logFile);
  });
  try {
    const child = spawnPrivately(spec, {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: places.folder(spec.lab),
      env: { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: join(home, 'tmp'), ...spec.environment },
    });
    child.unref();
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid ?? 0));
    });
  } catch (thrown) {
    const reason = systemCode(thrown) === 'EACCES' ? 'it may not be run' : String(thrown);
    throw startError(spec, reason, thrown);
  } finally {
    await log.close();
  }
}
