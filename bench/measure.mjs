// Small pieces that all benchmarks share: run a whole process, median, table.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/**
 * Runs a program to its end and returns its wall time in ms and what it printed; with `mark` the time until it printed
 * that, so that its clearing up does not count. Throws when it fails.
 */
export async function timed(program, args, { mark, ...options } = {}) {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let stdout = '';
  let markMs;
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (mark !== undefined && stdout.includes(mark)) markMs ??= performance.now() - start;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const ms = markMs ?? performance.now() - start;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr.slice(-2000)}`);
  return { ms, stdout, stderr };
}

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `median (lowest to highest)`, in seconds. */
export function seconds(values) {
  const text = (ms) => (ms / 1000).toFixed(2);
  return `${text(median(values))} s (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
}

/** The same for ratios. */
export function ratio(values) {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
}

/** A file of the newest build; made first if the sources have changed. */
export async function builtFile(name) {
  const { readyBuild } = await import('../scripts/bootstrap/build.mjs');
  const { folder } = await readyBuild(process.execPath);
  return join(folder, 'node', name);
}

/** The folder with vault, kes, minio and mc: BENCH_BINARIES, else the component cache after `sealab provision`. */
export async function binariesFolder() {
  const given = process.env['BENCH_BINARIES'];
  if (given) return given;
  const { stdout } = await timed(process.execPath, [await builtFile('cli.js'), 'provision', '--json']);
  const folder = mkdtempSync(join(tmpdir(), 'sealab-bench-bin-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const { component, path, isDefault } of JSON.parse(stdout)) {
    if (isDefault && path) symlinkSync(path, join(folder, component));
  }
  return folder;
}

/** A folder of its own for one benchmark, removed at the end. */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `sealab-bench-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function machineLine() {
  const cpu = /model name\s*:\s*(.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ');
  return `${new Date().toISOString().slice(0, 16)}Z, ${cpu}, ${process.arch}, Node ${process.versions.node}, load ${load}`;
}
