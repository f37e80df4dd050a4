import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError } from '#shared/errors.ts';
import { BuildProgress, listTemplate, parseListedPackage } from './build-progress.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { assertDiskSpace } from './disk-space.ts';
import { fromFileError } from './file-errors.ts';
import { type GoPhase, goFailure } from './go-failure.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { runProcessGroup } from './process-group.ts';

export interface GoBuild {
  readonly entry: CatalogueEntry;
  readonly toolchain: GoToolchain;
  /** Made by `goEnvironment`. */
  readonly environment: Readonly<Record<string, string>>;
  /** This build's own folder, in the cache; the caller removes it. */
  readonly workFolder: string;
}

interface Recipe extends Pick<GoBuild, 'entry' | 'workFolder'> {
  /** Where the recipe's go.mod and go.sum are; may be read-only. */
  readonly recipeFolder: string;
}

const buildFlags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];

/** Copies the recipe into the work folder: go wants to write beside it, and installed resources may be read-only. */
export async function prepareRecipe(build: Recipe): Promise<void> {
  try {
    const names = await readdir(build.recipeFolder);
    if (!names.includes('go.mod') || !names.includes('go.sum')) throw noRecipe(build);
    await mkdir(build.workFolder, { recursive: true, mode: 0o700 });
    for (const name of names) {
      await writeFile(join(build.workFolder, name), await readFile(join(build.recipeFolder, name)), {
        mode: 0o600,
      });
    }
  } catch (error) {
    throw fromFileError(error, `The recipe ${build.recipeFolder} cannot be copied to ${build.workFolder}`);
  }
}

/**
 * Fetches the modules. Returns how many packages there are and how many have to be compiled. Throws `no-network`,
 * `disk-full`, `checksum-mismatch`, `build-failed`, `cancelled`.
 */
export async function fetchModules(
  build: GoBuild,
  context: OperationContext,
): Promise<{ readonly packages: number; readonly stale: number }> {
  const modules = build.environment['GOMODCACHE'];
  if (modules !== undefined && !(await hasModule(modules, build.entry))) {
    await assertDiskSpace([
      { folder: modules, bytes: build.entry.go.modulesBytes, what: 'modules' },
      { folder: build.workFolder, bytes: build.entry.go.buildCacheBytes, what: 'build cache' },
    ]);
  }
  const progress = new BuildProgress(context.report);
  progress.startFetching();
  let packages = 0;
  let stale = 0;
  await runGo(build, {
    phase: 'fetch',
    args: ['list', '-deps', ...flagsOf(build.entry), '-f', listTemplate, build.entry.go.package],
    signal: context.signal,
    onStdoutLine: (line) => {
      const listed = parseListedPackage(line);
      if (listed === undefined) return;
      packages += 1;
      if (listed.isStale) stale += 1;
    },
    onStderrLine: (line) => progress.read(line).kind !== 'fetching',
  });
  return { packages, stale };
}

/**
 * Compiles and links; returns the binary's path inside the work folder. `onLinking` is called when the last package,
 * which imports all others, is being compiled. Errors as `fetchModules`.
 */
export async function compile(
  build: GoBuild,
  counts: { readonly packages: number; readonly stale: number; readonly onLinking: () => void },
  context: OperationContext,
): Promise<string> {
  const share = counts.stale / Math.max(1, counts.packages);
  await assertDiskSpace([
    {
      folder: build.workFolder,
      bytes: Math.round(build.entry.go.buildCacheBytes * share),
      what: 'build cache',
    },
    // The linker writes the binary once into its own folder, then go copies it.
    { folder: build.workFolder, bytes: build.entry.sizeBytes * 2, what: 'binary' },
  ]);
  const progress = new BuildProgress(context.report);
  progress.startCompiling(counts.stale);
  const binary = join(build.workFolder, 'out', build.entry.component);
  await runGo(build, {
    phase: 'compile',
    args: ['build', '-v', ...flagsOf(build.entry), '-o', binary, build.entry.go.package],
    signal: context.signal,
    onStdoutLine: () => {},
    onStderrLine: (line) => {
      const { kind } = progress.read(line);
      if (progress.isLinking) counts.onLinking();
      return kind === 'other';
    },
  });
  return binary;
}

function flagsOf(entry: CatalogueEntry): readonly string[] {
  return entry.go.tags.length === 0 ? buildFlags : [...buildFlags, '-tags', entry.go.tags.join(',')];
}

async function runGo(
  build: GoBuild,
  run: {
    readonly phase: GoPhase;
    readonly args: readonly string[];
    readonly signal: AbortSignal;
    readonly onStdoutLine: (line: string) => void;
    /** Whether the line is a message that may explain a failure. */
    readonly onStderrLine: (line: string) => boolean;
  },
): Promise<void> {
  const messages: string[] = [];
  const end = await runProcessGroup({
    program: build.toolchain.program,
    args: run.args,
    folder: build.workFolder,
    environment: build.environment,
    signal: run.signal,
    onStdoutLine: run.onStdoutLine,
    onStderrLine: (line) => {
      if (run.onStderrLine(line) && messages.push(line) > 200) messages.shift();
    },
  });
  if (end.exitCode !== 0) throw goFailure(build.entry, { phase: run.phase, end, lines: messages });
}

/** Whether the main module is in the module cache: then nearly all others are, too. */
async function hasModule(modulesFolder: string, entry: CatalogueEntry): Promise<boolean> {
  const { module, moduleVersion } = entry.go;
  const escaped = module.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  try {
    await stat(join(modulesFolder, `${escaped}@${moduleVersion}`));
    return true;
  } catch {
    return false;
  }
}

function noRecipe(build: Recipe): SealabError {
  return new SealabError('damaged-file', `The recipe of ${build.entry.title} lacks go.mod or go.sum.`, {
    fix: 'Install Sealab again: the recipe is part of it.',
    details: { folder: build.recipeFolder },
  });
}
