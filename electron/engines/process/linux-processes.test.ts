import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { StartIntent } from '#core/ports/engine.ts';
import { createLinuxProcesses } from './linux-processes.ts';
import type { ProcessTable } from './process-table.ts';

const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A process that sleeps, and the intent that started it. */
async function start(table: ProcessTable, id: string): Promise<{ intent: StartIntent; child: ChildProcess }> {
  const args = ['-e', `setTimeout(() => {}, 60_000) // ${id} ${process.pid}`];
  const moment = await table.moment();
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return { intent: { id, lab: 'l', service: id, reference: process.execPath, args, moment }, child };
}

describe.runIf(process.platform === 'linux')('the current processes of intents', () => {
  function counted() {
    let scans = 0;
    const table = createLinuxProcesses(() => {
      scans += 1;
      return readdirSync('/proc');
    });
    return { table, scans: () => scans };
  }

  it('are looked for among all processes once, and then where they were', async () => {
    const { table, scans } = counted();
    const [one, two] = [await start(table, 'one'), await start(table, 'two')];
    const intents = [one.intent, two.intent];
    for (let look = 0; look < 5; look += 1) {
      const found = await table.current(intents);
      expect([...found].map(([id, [process]]) => [id, process?.pid])).toEqual([
        ['one', one.child.pid],
        ['two', two.child.pid],
      ]);
      await table.current([two.intent]);
    }
    expect(scans()).toBe(1);
  });

  it('are gone at the next look when they have ended, and those of a new start are found', async () => {
    const { table } = counted();
    const [one, two] = [await start(table, 'one'), await start(table, 'two')];
    const intents = [one.intent, two.intent];
    await table.current(intents);
    await end(one.child);
    expect([...(await table.current(intents)).keys()]).toEqual(['two']);
    const again = await start(table, 'one');
    const found = await table.current([again.intent, two.intent]);
    expect(found.get('one')?.[0]?.pid).toBe(again.child.pid);
  });
});
