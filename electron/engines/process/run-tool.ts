import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Engine, ExecResult } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { fileError, systemCode } from '../../system/file-errors.ts';
import { ensurePrivateFolder } from '../../system/private-files.ts';
import type { LabPlaces } from './lab-places.ts';
import { programKind } from './program-file.ts';

const OUTPUT_LIMIT_BYTES = 10 * 1024 * 1024;

type Command = Parameters<Engine['exec']>[1];

/** A tool's own folder in the lab, for what it writes into its home. */
async function toolFolder(places: LabPlaces, lab: string): Promise<string> {
  const folder = places.of(lab, 'toolbox').files;
  try {
    await ensurePrivateFolder(join(folder, 'tmp'));
  } catch (thrown) {
    throw fileError(thrown, 'create the folder', folder);
  }
  return folder;
}

function toolError(command: Command, reason: string, cause?: unknown): SealabError {
  const { component, reference } = command.program;
  return new SealabError('not-found', `The tool ${component} cannot be run: ${reason} (${reference}).`, {
    fix: `Get it: sealab provision ${component}`,
    details: { program: reference },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Runs a tool to its end with the given environment only, and collects what it writes. Killed by the signal.
 * Throws `not-found` where it cannot be run, `unsupported` where it writes more than 10 MiB.
 */
export async function runTool(
  options: { readonly places: LabPlaces; readonly lab: string },
  command: Command,
  context: OperationContext,
): Promise<ExecResult> {
  if (context.signal.aborted) throw cancelledError(context.signal.reason);
  const kind = await programKind(command.program.reference);
  if (typeof kind === 'object') throw toolError(command, kind.problem);
  const home = await toolFolder(options.places, options.lab);
  const child = spawn(command.program.reference, [...command.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: join(home, 'tmp'), ...command.environment },
  });
  let failure: SealabError | undefined;
  const end = (reason: SealabError): void => {
    failure ??= reason;
    child.kill('SIGKILL');
  };
  const abort = (): void => end(cancelledError(context.signal.reason));
  context.signal.addEventListener('abort', abort, { once: true });

  const collect = (stream: NodeJS.ReadableStream): (() => string) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    stream.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > OUTPUT_LIMIT_BYTES) {
        end(new SealabError('unsupported', `The tool ${command.program.component} wrote more than 10 MiB.`));
      } else {
        chunks.push(chunk);
      }
    });
    return () => Buffer.concat(chunks).toString('utf8');
  };
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // A tool that ends before it has read its input is no error of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(command.stdin ?? '');
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
    if (failure !== undefined) throw failure;
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } catch (thrown) {
    if (thrown instanceof SealabError) throw thrown;
    throw toolError(command, systemCode(thrown) === 'EACCES' ? 'it may not be run' : String(thrown), thrown);
  } finally {
    context.signal.removeEventListener('abort', abort);
  }
}
