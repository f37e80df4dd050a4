import { expect, test } from 'vitest';
import { runProcessGroup } from './process-group.ts';
import { processStart } from './process-start.ts';

function run(script: string, signal: AbortSignal, onStdoutLine: (line: string) => void) {
  return runProcessGroup({
    program: '/bin/sh',
    args: ['-c', script],
    folder: '/',
    environment: { PATH: '/usr/bin:/bin' },
    signal,
    onStdoutLine,
    onStderrLine: () => {},
  });
}

test('lines come whole, the last one also without an end', async () => {
  const lines: string[] = [];
  const end = await run(
    'printf "one\\ntwo"; sleep 0.05; printf "two\\nthree"; exit 3',
    AbortSignal.timeout(9000),
    (line) => lines.push(line),
  );
  expect(lines).toEqual(['one', 'twotwo', 'three']);
  expect(end).toEqual({ exitCode: 3, killedBy: undefined });
});

test('cancelling ends the program and its children, also one that ignores being asked', async () => {
  const stop = new AbortController();
  const pids: number[] = [];
  const running = run(
    `sh -c 'trap "" TERM; echo $$; while :; do sleep 1; done' & sleep 100 & echo $!; echo $$; wait`,
    stop.signal,
    (line) => {
      pids.push(Number(line));
      if (pids.length === 3) stop.abort();
    },
  );
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(pids).toHaveLength(3);
  expect(await Promise.all(pids.map((pid) => processStart(pid)))).toEqual([undefined, undefined, undefined]);
});

test('nothing is started when it is cancelled before', async () => {
  const lines: string[] = [];
  await expect(run('echo started', AbortSignal.abort(), (line) => lines.push(line))).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(lines).toEqual([]);
});
