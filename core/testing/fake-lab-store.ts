import { LAB_NAME_PATTERN } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import type { LabFolder, LabStore, LockOwner } from '../ports/lab-store.ts';

/** Called before each change and each read: throw to fail it, wait to hang it. `detail` is `<lab>/<path>`. */
export type StoreHook = (name: string, detail: string) => Promise<void> | void;

export interface FakeLabStoreOptions {
  readonly onCall?: StoreHook;
}

const OWNER: Omit<LockOwner, 'purpose'> = { pid: 4242, since: '2026-11-21T10:00:00.000Z' };

function normal(relative: string): string {
  const parts = relative.split('/').filter((part) => part !== '' && part !== '.');
  if (relative.startsWith('/') || parts.includes('..')) {
    throw new SealabError('invalid-input', `The path ${JSON.stringify(relative)} leads out of the folder.`);
  }
  return parts.join('/');
}

/** Labs in memory, with the rules of the real store: names, locks, whole writes. */
export class FakeLabStore implements LabStore {
  readonly path = '/home/tester/.sealab/labs';
  readonly #labs = new Map<string, Map<string, string | Uint8Array>>();
  readonly #locks = new Map<string, LockOwner>();
  readonly #hook: StoreHook;

  constructor(options: FakeLabStoreOptions = {}) {
    this.#hook = options.onCall ?? (() => undefined);
  }

  /** The process that held the locks died: its locks can be broken now, and its writes stay. */
  ownerDied(): void {
    this.#locks.clear();
  }

  /** Every file of a lab, by path; for assertions. */
  filesOf(lab: string): ReadonlyMap<string, string | Uint8Array> {
    return this.#labs.get(lab) ?? new Map();
  }

  async list(): Promise<readonly string[]> {
    await this.#hook('list', '');
    return [...this.#labs.keys()].toSorted();
  }

  folder(lab: string): LabFolder {
    return this.#folder(checkedName(lab));
  }

  async create(lab: string): Promise<LabFolder> {
    await this.#hook('create', checkedName(lab));
    if (this.#labs.has(lab)) throw new SealabError('already-exists', `There is already a lab named ${lab}.`);
    this.#labs.set(lab, new Map());
    return this.#folder(lab);
  }

  async destroy(lab: string): Promise<void> {
    await this.#hook('destroy', checkedName(lab));
    this.#labs.delete(lab);
  }

  async lock(lab: string, purpose: string): Promise<AsyncDisposable> {
    await this.#hook('lock', checkedName(lab));
    const owner = this.#locks.get(lab);
    if (owner !== undefined) {
      throw new SealabError(
        'busy',
        `Lab ${lab} is being changed by process ${owner.pid}: ${owner.purpose}.`,
        {
          details: { pid: owner.pid, purpose: owner.purpose, since: owner.since },
        },
      );
    }
    const taken: LockOwner = { ...OWNER, purpose };
    this.#locks.set(lab, taken);
    return {
      [Symbol.asyncDispose]: async () => {
        if (this.#locks.get(lab) === taken) this.#locks.delete(lab);
      },
    };
  }

  async lockOwner(lab: string): Promise<LockOwner | undefined> {
    return this.#locks.get(checkedName(lab));
  }

  #folder(lab: string): LabFolder {
    const files = (): Map<string, string | Uint8Array> | undefined => this.#labs.get(lab);
    const filesForWrite = (): Map<string, string | Uint8Array> => {
      const made = files() ?? new Map<string, string | Uint8Array>();
      this.#labs.set(lab, made);
      return made;
    };
    return {
      path: `${this.path}/${lab}`,
      exists: async () => files() !== undefined,
      read: async (file) => {
        await this.#hook('read', `${lab}/${normal(file)}`);
        return textOf(files()?.get(normal(file)));
      },
      write: async (file, content) => {
        await this.#hook('write', `${lab}/${normal(file)}`);
        filesForWrite().set(normal(file), typeof content === 'string' ? content : content.slice());
      },
      append: async (file, line) => {
        await this.#hook('append', `${lab}/${normal(file)}`);
        if (line.includes('\n')) throw new SealabError('internal', `A line for ${file} holds a line break.`);
        const old = textOf(files()?.get(normal(file))) ?? '';
        const whole = old.slice(0, old.lastIndexOf('\n') + 1);
        filesForWrite().set(normal(file), `${whole}${line}\n`);
      },
      remove: async (path) => {
        await this.#hook('remove', `${lab}/${normal(path)}`);
        const target = normal(path);
        if (target === '') this.#labs.delete(lab);
        for (const name of files()?.keys() ?? []) {
          if (name === target || name.startsWith(`${target}/`)) files()?.delete(name);
        }
      },
      list: async (path) => {
        await this.#hook('list', `${lab}/${normal(path)}`);
        const prefix = normal(path) === '' ? '' : `${normal(path)}/`;
        const names = [...(files()?.keys() ?? [])]
          .filter((name) => name.startsWith(prefix))
          .map((name) => name.slice(prefix.length).split('/')[0] ?? '');
        return [...new Set(names)].toSorted();
      },
      sizeBytes: async () =>
        [...(files()?.values() ?? [])].reduce((sum, content) => sum + bytesOf(content).length, 0),
    };
  }
}

function checkedName(lab: string): string {
  if (LAB_NAME_PATTERN.test(lab)) return lab;
  throw new SealabError('invalid-input', `${JSON.stringify(lab)} is no name for a lab.`);
}

function textOf(content: string | Uint8Array | undefined): string | undefined {
  return content === undefined || typeof content === 'string'
    ? content
    : new TextDecoder('utf-8').decode(content);
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
