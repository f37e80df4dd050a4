// How many uses of keys come through in a second, from a line of MinIO's trace to the client of the page (protocol and
// schemas included), how long the process that follows them answers nobody else meanwhile, and what it keeps in memory.
// The lab is a fake one; its trace lines are as MinIO 2026-02-12 writes them. Goal: 2,000 a second, none lost unsaid.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createHandlers } from '../core/handlers/handlers.ts';
import { OperationLog } from '../core/operations.ts';
import { traced } from '../core/testing/fake-node-admin.ts';
import { FakeMachineRun } from '../core/testing/fake-runs.ts';
import { readTraceLine } from '../electron/clients/minio-trace.ts';
import { createClock } from '../electron/system/clock.ts';
import { Client } from '../shared/protocol/client.ts';
import { memoryCarrierPair } from '../shared/protocol/memory-carrier.ts';
import { serve } from '../shared/protocol/serve.ts';
import { root } from './measure.mjs';

const LAB = 'bench';
const SECONDS = Number(process.argv[2] ?? 10);
const RATES = [200, 2_000, 5_000, 20_000];
const TICK_MS = 50;

const files = Object.fromEntries(
  readdirSync(join(root, 'compose'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')];
    }),
);

/** A line of 2 kB, as a GET of an SSE-S3 object makes it. */
function lineOf(number, at) {
  const header = (value) => [value];
  return JSON.stringify({
    type: 4,
    nodename: '127.0.0.1:9000',
    funcname: 's3.GetObject',
    time: new Date(at).toISOString(),
    path: `/sealab-proof/folder/object-${number}.bin`,
    dur: 2_900_000,
    bytes: 1_800,
    http: {
      request: {
        time: new Date(at).toISOString(),
        proto: 'HTTP/1.1',
        method: 'GET',
        client: '127.0.0.1',
        headers: {
          Authorization: header(`AWS4-HMAC-SHA256 Credential=sealab-admin/${'x'.repeat(180)}`),
          Host: header('127.0.0.1:9000'),
          'User-Agent': header('MinIO (linux; amd64) minio-go/v7.0.90 warp/1.3.1'),
          'X-Amz-Content-Sha256': header('e'.repeat(64)),
          'X-Amz-Date': header('20261121T100000Z'),
        },
        path: `/sealab-proof/folder/object-${number}.bin`,
      },
      response: {
        time: new Date(at + 3).toISOString(),
        headers: {
          'Accept-Ranges': header('bytes'),
          'Content-Length': header('1024'),
          'Content-Type': header('application/octet-stream'),
          Etag: header(`"${'0'.repeat(32)}"`),
          Server: header('MinIO'),
          'Strict-Transport-Security': header('max-age=31536000; includeSubDomains'),
          'X-Amz-Id-2': header('f'.repeat(64)),
          'X-Amz-Request-Id': header('187A0C9B8B6B8E2F'),
          'X-Amz-Server-Side-Encryption': header('AES256'),
          'X-Content-Type-Options': header('nosniff'),
          'X-Ratelimit-Limit': header('2701'),
          'X-Xss-Protection': header('1; mode=block'),
        },
        statuscode: 200,
      },
      stats: { inputbytes: 500, outputbytes: 1_300, latency: 2_900_000, timetofirstbyte: 2_800_000 },
    },
  });
}

const run = new FakeMachineRun(files);
await run.up({ name: LAB });
const clock = createClock();
const handlers = createHandlers({ ...run.ports, clock }, new OperationLog(clock), {});

async function measure(rate) {
  const { client: side, server } = memoryCarrierPair();
  serve(server, handlers);
  const client = new Client(side);
  const controller = new AbortController();
  const seen = { uses: 0, lost: 0, graphs: 0, slowestMs: 0 };
  const { signal } = controller;
  const following = Promise.allSettled([
    client.follow('keys.graph', { lab: LAB }, { signal, onValue: () => (seen.graphs += 1) }),
    client.read(
      'keys.uses',
      { lab: LAB },
      {
        signal,
        onChunk: ({ uses, lost }) => {
          seen.uses += uses.length;
          seen.lost += lost;
          const [first] = uses;
          if (first !== undefined)
            seen.slowestMs = Math.max(seen.slowestMs, Date.now() - Date.parse(first.at));
        },
      },
    ),
  ]);
  await delay(1_500);
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  let sent = 0;
  let makingUs = 0;
  while (performance.now() - start < SECONDS * 1_000) {
    const due = Math.floor(((performance.now() - start) / 1_000) * rate);
    const making = process.cpuUsage();
    const lines = Array.from({ length: due - sent }, (_, index) => lineOf(sent + index, Date.now()));
    const made = process.cpuUsage(making);
    makingUs += made.user + made.system;
    sent = due;
    traced(
      run.world,
      LAB,
      lines.flatMap((line) => readTraceLine(line) ?? []),
    );
    await delay(TICK_MS);
  }
  const cpu = process.cpuUsage(cpuStart);
  const elapsedMs = performance.now() - start;
  await delay(2_000);
  loop.disable();
  globalThis.gc?.();
  const heapMiB = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  controller.abort();
  await following;
  client.close();
  return {
    rate,
    sent,
    ...seen,
    cpuPercent: ((cpu.user + cpu.system - makingUs) / 1_000 / elapsedMs) * 100,
    p99Ms: loop.percentile(99) / 1e6,
    maxMs: loop.max / 1e6,
    heapMiB,
  };
}

const whole = (value) => Math.round(value).toLocaleString('en-GB');
console.log(`${SECONDS} s for each rate\n`);
console.log(
  '| requests a second | sent | told | said as lost | slowest, request to page | one core | loop blocked, p99 and longest | snapshots | kept in memory |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
let isGood = true;
for (const rate of RATES) {
  const result = await measure(rate);
  const { sent, uses, lost, slowestMs, cpuPercent, p99Ms, maxMs, graphs, heapMiB } = result;
  console.log(
    `| ${whole(rate)} | ${whole(sent)} | ${whole(uses)} | ${whole(lost)} | ${whole(slowestMs)} ms | ${whole(cpuPercent)} % | ${whole(p99Ms)} and ${whole(maxMs)} ms | ${graphs} | ${heapMiB.toFixed(1)} MiB |`,
  );
  if (uses + lost !== sent || (rate <= 2_000 && lost > 0)) isGood = false;
}
console.log(
  `\n${isGood ? 'Every request was told or said as lost, and none was lost up to 2,000 a second.' : 'Requests are missing unsaid, or were lost at 2,000 a second.'}`,
);
process.exit(isGood ? 0 : 1);
