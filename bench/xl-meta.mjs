// How many xl.meta of real servers are parsed in a second, each with all its versions, fields and places. Goal: 20,000.
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
  const end = performance.now() + ROUND_MS;
  const start = performance.now();
  let count = 0;
  while (performance.now() < end) {
    for (let index = 0; index < 100; index += 1) readXlMeta(bytes);
    count += 100;
  }
  return (count / (performance.now() - start)) * 1000;
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

console.log(`| xl.meta | bytes | versions | parsed a second: median (lowest to highest of ${ROUNDS}) |`);
console.log('|---|---|---|---|');
for (const { name, bytes, versions, rounds } of results) {
  const spread = `${thousands(Math.min(...rounds))} to ${thousands(Math.max(...rounds))}`;
  console.log(`| ${name} | ${bytes} | ${versions} | ${thousands(median(rounds))} (${spread}) |`);
}
const slowest = Math.min(...results.map(({ rounds }) => median(rounds)));
console.log(
  `\nThe slowest reaches ${(slowest / GOAL).toFixed(1)} times the goal of ${thousands(GOAL)} a second.`,
);
if (slowest < GOAL) process.exitCode = 1;
