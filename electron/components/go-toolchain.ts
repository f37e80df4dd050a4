import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Platform } from '#core/ports/components.ts';
import { SealabError } from '#shared/errors.ts';
import { systemCode } from './file-errors.ts';
import { compareGoVersions, type GoVersion, parseGoVersion } from './go-version.ts';
import { runProcessGroup } from './process-group.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GoToolchain {
  /** Absolute path of the go program. */
  readonly program: string;
  readonly version: GoVersion;
}

interface ToolchainSearch {
  readonly environment: Environment;
  /** Oldest version that will do, such as `1.24.4`. */
  readonly needed: string;
  readonly signal: AbortSignal;
  /** Where to look after PATH; the usual places when left out. */
  readonly places?: readonly string[];
}

const savedSetFix = 'or load a saved set of binaries, which needs no Go: sealab provision --load FILE';

/** The user's own settings that decide where modules come from. All others are Sealab's. */
const keptSettings = [
  'GOPROXY',
  'GONOPROXY',
  'GOPRIVATE',
  'GOSUMDB',
  'GONOSUMDB',
  'GOINSECURE',
  'GOAUTH',
  'GOVCS',
  'GOPATH',
  'GOMODCACHE',
] as const;

/** Variables of the user that would change what is built, or for which machine. */
const droppedVariables = [
  /^GO(OS|ARCH|FLAGS|WORK|BIN|ENV|EXE|EXPERIMENT|FIPS140|CACHE|CACHEPROG|TMPDIR|TOOLCHAIN|111MODULE)$/,
  /^GO(386|AMD64|ARM|ARM64|MIPS|MIPS64|PPC64|RISCV64|WASM)$/,
  /^CGO_/,
];

/**
 * The first Go that is new enough: on PATH, in /usr/local/go, then in ~/sdk (where golang.org/dl puts it). Throws
 * `no-go` when there is none, `go-too-old` naming the newest that was found.
 */
export async function findGo(search: ToolchainSearch): Promise<GoToolchain> {
  const needed = parseGoVersion(search.needed);
  const failures: string[] = [];
  let newest: GoToolchain | undefined;
  for (const program of await candidates(search)) {
    const output = await goVersionOf(program, search);
    const version = parseGoVersion(output);
    if (version === undefined) {
      failures.push(`${program}: ${output}`);
      continue;
    }
    if (needed === undefined || compareGoVersions(version, needed) >= 0) return { program, version };
    if (newest === undefined || compareGoVersions(version, newest.version) > 0) newest = { program, version };
  }
  if (newest !== undefined) {
    throw new SealabError(
      'go-too-old',
      `Go ${newest.version.text} at ${newest.program} is too old: ${search.needed} or newer is needed.`,
      {
        fix: `Install Go ${search.needed} or newer from https://go.dev/dl, ${savedSetFix}`,
        details: { found: newest.version.text, needed: search.needed, program: newest.program },
      },
    );
  }
  const what = failures.length === 0 ? 'No Go was found' : 'No Go that runs was found';
  throw new SealabError('no-go', `${what} on PATH, in /usr/local/go and in ~/sdk.`, {
    fix: `Install Go ${search.needed} or newer from https://go.dev/dl, ${savedSetFix}`,
    details: { needed: search.needed, evidence: failures },
  });
}

/**
 * The whole environment for a build: the user's, with the user's module settings from `go env` spelled out and all
 * that decides the outcome fixed. GOENV is off, because an empty GOFLAGS does not override a `go env -w GOFLAGS=…`.
 */
export async function goEnvironment(
  toolchain: GoToolchain,
  options: {
    readonly environment: Environment;
    readonly goCacheFolder: string;
    readonly temporaryFolder: string;
    /** What is built for, where it is not this machine. */
    readonly target?: Platform | undefined;
    readonly signal: AbortSignal;
  },
): Promise<Record<string, string>> {
  const kept = plainEnvironment(options.environment);
  const lines: string[] = [];
  const settingsEnvironment = { ...kept, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' };
  const goEnv = userGoEnv(options.environment);
  await runProcessGroup({
    program: toolchain.program,
    args: ['env', '-json', ...keptSettings],
    folder: options.temporaryFolder,
    environment: goEnv === undefined ? settingsEnvironment : { ...settingsEnvironment, GOENV: goEnv },
    signal: options.signal,
    onStdoutLine: (line) => lines.push(line),
    onStderrLine: (line) => lines.push(line),
  });
  return {
    ...kept,
    ...parseGoEnv(lines.join('\n'), toolchain.program),
    GOENV: 'off',
    GO111MODULE: 'on',
    GOWORK: 'off',
    GOFLAGS: '',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    ...(options.target === undefined ? {} : { GOOS: options.target.os, GOARCH: options.target.architecture }),
    GOCACHE: options.goCacheFolder,
    GOTMPDIR: options.temporaryFolder,
  };
}

function userGoEnv(environment: Environment): string | undefined {
  const value = environment['GOENV'];
  return value === undefined || value === '' ? undefined : value;
}

function parseGoEnv(text: string, program: string): Record<string, string> {
  try {
    const settings = z.record(z.string(), z.string()).parse(JSON.parse(text));
    return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
  } catch (error) {
    throw new SealabError('no-go', `The Go at ${program} does not tell its settings.`, {
      fix: `Run ${program} env and mend what it complains about, ${savedSetFix}`,
      details: { evidence: text.split('\n').slice(-5) },
      cause: error,
    });
  }
}

function plainEnvironment(environment: Environment): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !droppedVariables.some((pattern) => pattern.test(name))) plain[name] = value;
  }
  return plain;
}

async function candidates(search: ToolchainSearch): Promise<readonly string[]> {
  const name = process.platform === 'win32' ? 'go.exe' : 'go';
  const path = search.environment['PATH'] ?? search.environment['Path'] ?? '';
  const folders = [...path.split(delimiter), ...(search.places ?? (await usualPlaces(search.environment)))];
  const programs = new Set(folders.filter((each) => isAbsolute(each)).map((each) => join(each, name)));
  const there = await Promise.all([...programs].map((program) => isExecutable(program)));
  return [...programs].filter((_, index) => there[index] === true);
}

/** Where Go is installed by its own instructions: /usr/local/go, and ~/sdk for golang.org/dl. */
export async function usualPlaces(environment: Environment): Promise<readonly string[]> {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir();
  const system = process.platform === 'win32' ? 'C:\\Program Files\\Go\\bin' : '/usr/local/go/bin';
  const kits = await readdir(join(home, 'sdk')).catch((): string[] => []);
  return [system, ...kits.toSorted().map((kit) => join(home, 'sdk', kit, 'bin'))];
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function goVersionOf(program: string, search: ToolchainSearch): Promise<string> {
  const lines: string[] = [];
  try {
    await runProcessGroup({
      program,
      args: ['version'],
      folder: '/',
      environment: { ...plainEnvironment(search.environment), GOTOOLCHAIN: 'local' },
      signal: search.signal,
      onStdoutLine: (line) => lines.unshift(line),
      onStderrLine: (line) => lines.push(line),
    });
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return `cannot be started (${systemCode(error)})`;
  }
  return lines[0] ?? 'prints nothing';
}
