// `npm run soak -- [LABS] [ROUNDS] [options of up]`: kills Sealab and its services at random moments, and expects the next
// `up` to end proven with the object still there. On purpose and never in a test: it takes minutes, and luck.
import { setTimeout as delay } from 'node:timers/promises';
import { ActionResult } from '#shared/contract/actions.ts';
import { UpResult } from '#shared/contract/labs.ts';
import { processesThatName } from './real/fixtures/processes.ts';
import { describeOutcome, Sandbox } from './real/fixtures/sandbox.ts';

const LAB = 'soaked';
const FAULTS_IN_A_ROW = 3;
/** About as long as an `up` or a `down` takes. */
const LONGEST_MS = 4_000;

const [labs = '3', rounds = '8', ...options] = process.argv.slice(2);
const isOnDocker = options.includes('docker');

async function fault(sandbox: Sandbox): Promise<string> {
  const what = ['up', 'down', 'service'][Math.floor(Math.random() * 3)] ?? 'up';
  if (what === 'service') {
    const services = await processesThatName(sandbox.root);
    const victim = services[Math.floor(Math.random() * services.length)];
    if (victim === undefined) return 'no service to kill';
    process.kill(victim.pid, 'SIGKILL');
    return `killed ${victim.commandLine.slice(0, 2).join(' ')}`;
  }
  const running = sandbox.start([what, LAB]);
  const afterMs = Math.round(Math.random() * LONGEST_MS);
  await delay(afterMs);
  const signal = Math.random() < 0.7 ? 'SIGKILL' : 'SIGINT';
  running.kill(signal);
  const { code } = await running.ended;
  return `${signal} to ${what} after ${afterMs} ms, exit ${code}`;
}

/** The errors of one lab, each with the faults before it. */
async function soak(number: number): Promise<readonly string[]> {
  const sandbox = new Sandbox(isOnDocker ? { variables: { DOCKER_HOST: process.env['DOCKER_HOST'] } } : {});
  const failures: string[] = [];
  const first = sandbox.start(['up', LAB, ...options]);
  await delay(Math.random() * LONGEST_MS);
  first.kill('SIGKILL');
  await first.ended;
  await sandbox.json(UpResult, ['up', LAB, ...options]);
  const act = async (...action: string[]): Promise<unknown> =>
    await sandbox.json(ActionResult, ['action', 'run', LAB, ...action]);
  await act('bucket.create', 'bucket=soak');
  await act('bucket.encryption.set', 'bucket=soak', 'encryption=sse-s3');
  await act('object.put', 'bucket=soak', 'object=kept.txt', 'text=kept through everything');
  for (let round = 1; round <= Number(rounds); round += 1) {
    const faults: string[] = [];
    while (faults.length < FAULTS_IN_A_ROW) faults.push(await fault(sandbox));
    const up = await sandbox.run(['up', LAB, '--json']);
    const read =
      up.code === 0
        ? await sandbox.run(['action', 'run', LAB, 'object.get', 'bucket=soak', 'object=kept.txt'])
        : up;
    const isWell = read.code === 0;
    console.log(
      `lab ${number}, round ${round}: ${isWell ? 'proven' : 'FAILED'} in ${Math.round(up.tookMs)} ms`,
    );
    if (!isWell) failures.push([...faults, describeOutcome(read)].join('\n'));
  }
  const removed = await sandbox.run(['rm', LAB, '--yes']);
  if (removed.code !== 0) failures.push(describeOutcome(removed));
  await sandbox.close().catch((thrown: unknown) => failures.push(String(thrown)));
  return failures;
}

const failures = (
  await Promise.all(Array.from({ length: Number(labs) }, async (_, at) => await soak(at + 1)))
).flat();
for (const failure of failures) console.error(`\n${failure}`);
console.log(`${Number(labs) * Number(rounds)} rounds, ${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
