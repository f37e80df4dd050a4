import { z } from 'zod';
import { SealabError, WireError } from '#shared/errors.ts';
import type { StartIntent } from '../ports/engine.ts';
import type { LabFolder } from '../ports/lab-store.ts';
import { readJson } from '../read-json.ts';
import { remember } from '../remember.ts';

export const JOURNAL_FILE = 'journal.ndjson';

const Intent = z.object({
  id: z.string(),
  lab: z.string(),
  service: z.string(),
  reference: z.string(),
  args: z.array(z.string()).readonly(),
  moment: z.string(),
});

const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), at: z.string(), run: z.string(), operation: z.string() }),
  z.object({
    kind: z.literal('intent'),
    at: z.string(),
    run: z.string(),
    step: z.string(),
    start: Intent.optional(),
  }),
  z.object({
    kind: z.literal('outcome'),
    at: z.string(),
    run: z.string(),
    step: z.string(),
    title: z.string(),
    /** The lines that do the same by hand; what the command log shows. */
    commands: z.array(z.string()).readonly(),
    ok: z.boolean(),
    ms: z.number(),
    error: WireError.optional(),
  }),
  /** Something that changed nothing and is worth knowing, such as who asked for a secret. */
  z.object({ kind: z.literal('note'), at: z.string(), run: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('end'),
    at: z.string(),
    run: z.string(),
    ok: z.boolean(),
    error: WireError.optional(),
    timingsMs: z.record(z.string(), z.number()).optional(),
  }),
]);
export type JournalLine = z.infer<typeof Line>;

/** What the journal says about a lab. */
export interface JournalRecord {
  readonly lines: readonly JournalLine[];
  /** The newest start of each service: the proof that a running process is ours. */
  readonly starts: ReadonlyMap<string, StartIntent>;
  /** Every start that was ever meant, newest last; a crash may have left any of them running. */
  readonly allStarts: readonly StartIntent[];
  readonly lastEnd: { readonly ok: boolean; readonly error?: WireError } | undefined;
}

/** As `readJournal`, for `rm` and `reset`: what cannot be read is left out. */
export async function salvageJournal(folder: LabFolder): Promise<JournalRecord> {
  const text = (await folder.read(JOURNAL_FILE)) ?? '';
  return summarise(text.split('\n').flatMap((line) => readJson(Line, line) ?? []));
}

/**
 * Reads the journal of a lab. A torn last line (the machine stopped while it was written) is dropped; any other
 * line that cannot be read is `damaged-file`.
 */
export async function readJournal(folder: LabFolder): Promise<JournalRecord> {
  return parseJournal((await folder.read(JOURNAL_FILE)) ?? '', folder);
}

/** A journal grows with its lab, to hundreds of kilobytes: only those of a few labs are kept. */
const KEPT = 8;
const parseJournal = remember(KEPT, (text, folder: LabFolder): JournalRecord => {
  const raw = text.split('\n');
  const lines: JournalLine[] = [];
  for (const [index, line] of raw.entries()) {
    if (line.trim() === '') continue;
    const parsed = readJson(Line, line);
    if (parsed !== undefined) lines.push(parsed);
    else if (index < raw.length - 1) throw damaged(folder, index + 1);
  }
  return summarise(lines);
});

function summarise(lines: readonly JournalLine[]): JournalRecord {
  const starts = new Map<string, StartIntent>();
  const allStarts: StartIntent[] = [];
  let lastEnd: JournalRecord['lastEnd'];
  for (const line of lines) {
    if (line.kind === 'intent' && line.start !== undefined) {
      starts.set(line.start.service, line.start);
      allStarts.push(line.start);
    }
    if (line.kind === 'end')
      lastEnd = line.error === undefined ? { ok: line.ok } : { ok: line.ok, error: line.error };
  }
  return { lines, starts, allStarts, lastEnd };
}

/** Appends lines one after the other, each fsynced. */
export class JournalWriter {
  readonly #folder: LabFolder;
  #queue: Promise<void> = Promise.resolve();
  #failure: { readonly thrown: unknown } | undefined;

  constructor(folder: LabFolder) {
    this.#folder = folder;
  }

  /** Resolves when this line and all before it are on disk: for what must be known after a crash. */
  async write(line: JournalLine): Promise<void> {
    this.later(line);
    await this.flush();
  }

  /** Writes behind the caller's back; a failure comes out of the next `write` or `flush`. */
  later(line: JournalLine): void {
    this.#queue = this.#queue.then(async () => {
      try {
        await this.#folder.append(JOURNAL_FILE, JSON.stringify(line));
      } catch (thrown) {
        this.#failure ??= { thrown };
      }
    });
  }

  async flush(): Promise<void> {
    await this.#queue;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.thrown;
  }
}

function damaged(folder: LabFolder, line: number): SealabError {
  return new SealabError('damaged-file', `${folder.path}/${JOURNAL_FILE}:${line} cannot be read.`, {
    fix: 'The journal tells which processes are this lab’s. Remove the damaged line, or remove the lab with `sealab rm NAME`.',
    details: { where: `${folder.path}/${JOURNAL_FILE}:${line}` },
  });
}
