import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { FakeLabStore } from '../testing/fake-lab-store.ts';
import { JOURNAL_FILE, type JournalLine, JournalWriter, readJournal, salvageJournal } from './journal.ts';

const at = '2026-11-21T10:00:00.000Z';
const begin = (run: string): JournalLine => ({ kind: 'begin', at, run, operation: 'up' });
const start = (id: string, service: string): JournalLine => ({
  kind: 'intent',
  at,
  run: 'r',
  step: `start-${service}`,
  start: { id, lab: 'demo', service, reference: '/bin/x', args: ['server'], moment: 'fake:1' },
});
const end = (ok: boolean): JournalLine => ({
  kind: 'end',
  at,
  run: 'r',
  ok,
  ...(ok ? {} : { error: { code: 'kes-error', message: 'no' } }),
});

async function folderWith(
  lines: readonly (JournalLine | string)[],
  tail = '',
): Promise<ReturnType<FakeLabStore['folder']>> {
  const folder = new FakeLabStore().folder('demo');
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  await folder.write(JOURNAL_FILE, text + tail);
  return folder;
}

describe('a journal', () => {
  it('that is not there is empty', async () => {
    const journal = await readJournal(new FakeLabStore().folder('demo'));
    expect(journal).toMatchObject({ lines: [], allStarts: [], lastEnd: undefined });
  });

  it('knows the newest start of each service, every start, and how the last run ended', async () => {
    const folder = await folderWith([
      start('1', 'vault'),
      start('2', 'kes'),
      end(false),
      start('3', 'vault'),
      end(true),
    ]);
    const journal = await readJournal(folder);
    expect([...journal.starts].map(([service, intent]) => `${service} ${intent.id}`)).toEqual([
      'vault 3',
      'kes 2',
    ]);
    expect(journal.allStarts.map((intent) => intent.id)).toEqual(['1', '2', '3']);
    expect(journal.lastEnd).toEqual({ ok: true });
  });

  it('loses no line but a torn last one', async () => {
    const whole = JSON.stringify(start('2', 'kes'));
    for (let length = 1; length < whole.length; length += 1) {
      const folder = await folderWith([begin('a'), start('1', 'vault')], whole.slice(0, length));
      expect((await readJournal(folder)).lines).toHaveLength(2);
    }
    const folder = await folderWith([begin('a'), start('1', 'vault')], whole);
    expect((await readJournal(folder)).lines).toHaveLength(3);
  });

  it.each(['not JSON', '{"kind":"new"}', '{"kind":"intent"}', '"text"', 'null'])(
    'with the line %s in its middle is a damaged file, with the line number; salvaging leaves that line out',
    async (bad) => {
      const folder = await folderWith([start('1', 'vault'), bad, start('2', 'kes')]);
      await expect(readJournal(folder)).rejects.toMatchObject({
        code: 'damaged-file',
        message: expect.stringContaining(`demo/${JOURNAL_FILE}:2`),
      });
      expect((await salvageJournal(folder)).allStarts.map((intent) => intent.id)).toEqual(['1', '2']);
    },
  );
});

describe('the writer of a journal', () => {
  const unhandled: unknown[] = [];
  const note = (thrown: unknown): void => void unhandled.push(thrown);
  beforeEach(() => void process.on('unhandledRejection', note));
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', note);
    expect(unhandled.splice(0)).toEqual([]);
  });

  it('keeps the order in which lines were given, however slow the disk is', async () => {
    let delay = 8;
    const store = new FakeLabStore({
      onCall: async (name) => {
        if (name === 'append') await new Promise((resolve) => setTimeout(resolve, (delay -= 2)));
      },
    });
    const writer = new JournalWriter(store.folder('demo'));
    writer.later(begin('1'));
    writer.later(begin('2'));
    await writer.write(begin('3'));
    const { lines } = await readJournal(store.folder('demo'));
    expect(lines.map((line) => line.run)).toEqual(['1', '2', '3']);
  });

  it('is on disk when write resolves', async () => {
    const store = new FakeLabStore();
    await new JournalWriter(store.folder('demo')).write(begin('1'));
    expect(store.filesOf('demo').get(JOURNAL_FILE)).toBe(`${JSON.stringify(begin('1'))}\n`);
  });

  it('tells of a full disk at the next write, once, and goes on when there is room', async () => {
    let isFull = true;
    const store = new FakeLabStore({
      onCall: () => {
        if (isFull) throw new SealabError('disk-full', 'No space left.');
      },
    });
    const writer = new JournalWriter(store.folder('demo'));
    writer.later(begin('lost'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    isFull = false;
    await expect(writer.write(begin('2'))).rejects.toMatchObject({ code: 'disk-full' });
    await writer.write(begin('3'));
    isFull = true;
    writer.later(begin('lost too'));
    await expect(writer.flush()).rejects.toMatchObject({ code: 'disk-full' });
    await writer.flush();
    isFull = false;
    expect((await readJournal(store.folder('demo'))).lines.map((line) => line.run)).toEqual(['2', '3']);
  });
});
