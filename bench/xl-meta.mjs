// How many xl.meta of real servers are parsed in a second of processor time (all threads, garbage collection included),
// each with all its versions: on a shared machine the wall clock measures the others. Goal: 20,000.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXlMeta } from '../core/inspector/xl-meta.ts';
import { median, root } from './measure.mjs';

const ROUNDS = 7;
const ROUND_MS = 400;
const GOAL = 20_000;

const folder = join(root, 'electron/inspector/fixtures');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.xl.meta'))
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));

function perSecond(bytes) {
  const wallStart = performance.now();
  const start = process.cpuUsage();
  let count = 0;
  let elapsed = start;
  do {
    for (let index = 0; index < 500; index += 1) readXlMeta(bytes);
    count += 500;
    elapsed = process.cpuUsage(start);
  } while (elapsed.user + elapsed.system < ROUND_MS * 1000);
  const wallMs = performance.now() - wallStart;
  return { cpu: (count / (elapsed.user + elapsed.system)) * 1e6, wall: (count / wallMs) * 1000 };
}

/** The first round warms the compiler up and is not counted. */
function measure({ name, bytes }) {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => perSecond(bytes)).slice(1);
  return { name, bytes: bytes.length, versions: readXlMeta(bytes).versions.length, rounds };
}

const chosen = [
  'kes24-sse-s3',
  'kes24-sse-kms-context',
  'kes24-versions',
  'kes24-multipart',
  'four-sse-kms-1',
];
const results = files.filter(({ name }) => chosen.includes(name.replace('.xl.meta', ''))).map(measure);
const thousands = (value) => Math.round(value).toLocaleString('en-GB');

const spread = (values) =>
  `${thousands(median(values))} (${thousands(Math.min(...values))} to ${thousands(Math.max(...values))})`;

console.log(`Median (lowest to highest) of ${ROUNDS} rounds:\n`);
console.log('| xl.meta | bytes | versions | a second of processor time | a second of wall time |');
console.log('|---|---|---|---|---|');
for (const { name, bytes, versions, rounds } of results) {
  const cpu = spread(rounds.map((round) => round.cpu));
  const wall = spread(rounds.map((round) => round.wall));
  console.log(`| ${name} | ${bytes} | ${versions} | ${cpu} | ${wall} |`);
}
const slowest = Math.min(...results.map(({ rounds }) => median(rounds.map((round) => round.cpu))));
console.log(
  `\nThe slowest reaches ${(slowest / GOAL).toFixed(1)} times the goal of ${thousands(GOAL)} a second.`,
);
if (slowest < GOAL) process.exitCode = 1;
