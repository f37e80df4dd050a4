// `npm run bench:page [RUNS]`: from the command to a page that can be used, no lab, built; and the memory and the idle
// processor share of the Node process with a lab running and the page open.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { smallHeap } from '../scripts/bootstrap/main.mjs';
import { binariesFolder, builtFile, machineLine, median, scratchFolder, seconds } from './measure.mjs';

const runs = Number(process.argv[2] ?? 7);
const IDLE_SECONDS = 30;
const scratch = scratchFolder('page');
const env = {
  ...process.env,
  SEALAB_HOME: join(scratch, 'home'),
  SEALAB_CACHE: join(scratch, 'cache'),
  SEALAB_BINARIES: await binariesFolder(),
  // A lab of processes, wherever Docker answers.
  DOCKER_HOST: 'unix:///nowhere/docker.sock',
};
const executablePath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
const web = await builtFile('web.js');
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox'],
});

function start(args) {
  const child = spawn(process.execPath, [...smallHeap, web, '--no-open', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /http:\/\/\S+#token=\S+/.exec(text)?.[0];
      if (found) resolve(found);
    });
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  return {
    child,
    url,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}

console.log(machineLine());
const times = [];
for (let run = 0; run <= runs; run += 1) {
  const page = await browser.newPage();
  const startMs = performance.now();
  const sealab = start(['--no-lab']);
  await page.goto(await sealab.url);
  await page
    .getByRole('button', { name: /bring up|create/i })
    .first()
    .waitFor();
  if (run > 0) times.push(performance.now() - startMs);
  await page.close();
  await sealab.stop();
}
console.log(`from command to a page that can be used: ${seconds(times)} (browser running)`);

const sealab = start(['bench']);
const page = await browser.newPage();
await page.goto(await sealab.url);
await page
  .getByText(/^proven/i)
  .filter({ visible: true })
  .first()
  .waitFor({ timeout: 120_000 });
await new Promise((resolve) => setTimeout(resolve, 8_000));
const ticks = () =>
  readFileSync(`/proc/${sealab.child.pid}/stat`, 'utf8')
    .split(') ')[1]
    .split(' ')
    .slice(11, 13)
    .reduce((sum, value) => sum + Number(value), 0);
const rssMiB = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${sealab.child.pid}/status`, 'utf8'))[1]) / 1024;
const samples = [];
const before = ticks();
for (let second = 0; second < IDLE_SECONDS; second += 1) {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  samples.push(rssMiB());
}
console.log(
  `Node process, standalone lab running, page open: ${Math.round(median(samples))} MiB, highest ${Math.round(Math.max(...samples))} MiB`,
);
console.log(
  `idle for ${IDLE_SECONDS} s: ${(((ticks() - before) / 100 / IDLE_SECONDS) * 100).toFixed(1)} % of a core`,
);
await page.close();
await sealab.stop();
await browser.close();
process.exit(0);
