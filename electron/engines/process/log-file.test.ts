import { appendFile, mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLog } from './follow-log.ts';
import { rotateLog } from './log-file.ts';
import { newestLines, tailOf } from './log-tail.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealab-log-'));
  file = join(folder, 'minio.log');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the newest lines of a log', () => {
  it('are whole where they cross the blocks in which the file is read', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => `${index} ${'ü'.repeat(index % 97)}`);
    await writeFile(file, `${lines.join('\n')}\n`);
    for (const count of [1, 2, 700, 4_999, 5_000, 9_999]) {
      expect(await newestLines(file, count)).toEqual(lines.slice(-count));
    }
  });

  it('come without colours and carriage returns', async () => {
    await writeFile(file, '\u001b[1;31mERROR\u001b[0m \u001b]8;;x\u0007here\r\n');
    expect(await newestLines(file, 1)).toEqual(['ERROR here']);
  });

  it('end with the words of a program that died in the middle of a line', async () => {
    await writeFile(file, 'one\npanic: in the mid');
    expect(await newestLines(file, 2)).toEqual(['one', 'panic: in the mid']);
    expect(await tailOf(file, 2)).toEqual({ lines: ['one'], rest: 'panic: in the mid', end: 4 });
  });

  it('reach back over a rotation', async () => {
    await writeFile(file, 'one\ntwo\n');
    expect(await rotateLog(file, 4)).toBe(true);
    await appendFile(file, 'three\n');
    expect(await newestLines(file, 2)).toEqual(['two', 'three']);
    expect(await newestLines(file, 9)).toEqual(['one', 'two', 'three']);
  });

  it('are read from the end, however big the log is', async () => {
    await writeFile(file, 'start\n');
    await truncate(file, 1024 * 1024 * 1024);
    await appendFile(file, '\nend\n');
    const begin = performance.now();
    expect(await newestLines(file, 1)).toEqual(['end']);
    expect(performance.now() - begin).toBeLessThan(500);
  });
});

describe('the rotation of a log', () => {
  it('leaves a small log alone', async () => {
    await writeFile(file, 'one\n');
    expect(await rotateLog(file, 4)).toBe(false);
    expect(await rotateLog(join(folder, 'none.log'), 4)).toBe(false);
  });

  it('is done by one of several at once', async () => {
    await writeFile(file, 'a line\n');
    const results = await Promise.all([1, 2, 3, 4].map(() => rotateLog(file, 4)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await readFile(`${file}.1`, 'utf8')).toBe('a line\n');
    expect((await stat(file)).size).toBe(0);
  });

  it('goes on after one that a crash cut off', async () => {
    await writeFile(file, 'a line\n');
    await writeFile(`${file}.rotating`, 'half');
    expect(await rotateLog(file, 4)).toBe(false);
    await utimes(`${file}.rotating`, new Date(0), new Date(0));
    expect(await rotateLog(file, 4)).toBe(true);
    expect(await readFile(`${file}.1`, 'utf8')).toBe('a line\n');
  });
});

describe('following a log', () => {
  async function collect(
    tailLines: number,
    count: number,
    write: () => Promise<void>,
  ): Promise<readonly string[]> {
    const controller = new AbortController();
    const seen: string[] = [];
    const writing = delay(30).then(write);
    for await (const line of followLog(file, { tailLines, signal: controller.signal })) {
      seen.push(line);
      if (seen.length === count) controller.abort();
    }
    await writing;
    return seen;
  }

  it('gives whole lines only', async () => {
    await writeFile(file, 'one\ntw');
    const seen = await collect(5, 3, async () => {
      await appendFile(file, 'o\nth');
      await delay(50);
      await appendFile(file, 'ree\n');
    });
    expect(seen).toEqual(['one', 'two', 'three']);
  });

  it('waits for a log that does not exist yet', async () => {
    expect(await collect(5, 1, () => writeFile(file, 'first\n'))).toEqual(['first']);
  });

  it.each([
    ['short', 'ur\nfive\n'],
    ['longer than the old one', `ur\n${'filler\n'.repeat(50)}five\n`],
  ])(
    'loses and repeats no line over a rotation while nobody reads, where the new log is %s',
    async (_size, text) => {
      await writeFile(file, 'one\n');
      const controller = new AbortController();
      const lines = followLog(file, { tailLines: 1, signal: controller.signal });
      expect((await lines.next()).value).toBe('one');
      await appendFile(file, 'two\nthree\nfo');
      expect(await rotateLog(file, 4)).toBe(true);
      await appendFile(file, text);
      const seen: unknown[] = [];
      while (seen.at(-1) !== 'five') seen.push((await lines.next()).value);
      controller.abort();
      expect(seen.filter((line) => line !== 'filler')).toEqual(['two', 'three', 'four', 'five']);
      expect(seen.filter((line) => line === 'filler').length % 50).toBe(0);
    },
  );

  it('starts anew where somebody else has cut the log', async () => {
    await writeFile(file, 'one\ntwo\n');
    const seen = await collect(1, 2, () => writeFile(file, 'new\n'));
    expect(seen).toEqual(['two', 'new']);
  });

  it('keeps up with many lines', async () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index}`);
    const seen = await collect(0, 50_000, async () => {
      for (let at = 0; at < lines.length; at += 5_000)
        await appendFile(file, `${lines.slice(at, at + 5_000).join('\n')}\n`);
    });
    expect(seen).toEqual(lines);
  });

  it('ends at once when it is aborted while nothing happens', async () => {
    await writeFile(file, '');
    const controller = new AbortController();
    const following = (async () => {
      for await (const _line of followLog(file, { tailLines: 1, signal: controller.signal }));
    })();
    await delay(20);
    const begin = performance.now();
    controller.abort();
    await following;
    expect(performance.now() - begin).toBeLessThan(100);
  });
});
