import { cancelledError, SealabError } from '#shared/errors.ts';
import type { DriveFile, DrivePlace, Drives } from '../ports/engine.ts';

const CHUNK_BYTES = 65_536;

/** The path of a place on a drive. Throws `cancelled`, and `invalid-input` for a path that leads out of it. */
function normal(place: string | DrivePlace): string {
  const { path, signal } = typeof place === 'string' ? { path: place } : place;
  if (signal?.aborted === true) throw cancelledError(signal.reason);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || parts.includes('..')) {
    throw new SealabError('invalid-input', `The path ${JSON.stringify(path)} leads out of the drive.`);
  }
  return parts.join('/');
}

const isUnder = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** Drives in memory. */
export class FakeDrives implements Drives {
  readonly #drives = new Map<string, Map<string, Uint8Array>>();

  /** Makes an empty drive where there is none. */
  create(lab: string, drive: string): void {
    const key = `${lab}/${drive}`;
    if (!this.#drives.has(key)) this.#drives.set(key, new Map());
  }

  /** Empties a drive; none there is fine. */
  empty(lab: string, drive: string): void {
    this.#drives.get(`${lab}/${drive}`)?.clear();
  }

  removeAll(lab: string): void {
    for (const key of this.#drives.keys()) if (key.startsWith(`${lab}/`)) this.#drives.delete(key);
  }

  async list(lab: string): Promise<readonly string[]> {
    const names = [...this.#drives.keys()].filter((key) => key.startsWith(`${lab}/`));
    return names.map((key) => key.slice(lab.length + 1)).toSorted();
  }

  async files(lab: string, drive: string, under: string | DrivePlace): Promise<readonly DriveFile[]> {
    const folder = normal(under);
    return [...this.#drive(lab, drive)]
      .filter(([path]) => isUnder(path, folder))
      .map(([path, content]) => ({ path, sizeBytes: content.length }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  async *read(
    lab: string,
    drive: string,
    range: DrivePlace & { readonly offset?: number; readonly length?: number },
  ): AsyncGenerator<Uint8Array> {
    const content = this.#drive(lab, drive).get(normal(range));
    if (content === undefined) {
      throw new SealabError('not-found', `The drive ${drive} of lab ${lab} has no file ${range.path}.`);
    }
    const start = range.offset ?? 0;
    const end = Math.min(content.length, start + (range.length ?? content.length));
    for (let at = start; at < end; at += CHUNK_BYTES)
      yield content.slice(at, Math.min(end, at + CHUNK_BYTES));
  }

  async write(
    lab: string,
    drive: string,
    file: DrivePlace & { readonly content: Uint8Array },
  ): Promise<void> {
    this.#drive(lab, drive).set(normal(file), file.content.slice());
  }

  async remove(lab: string, drive: string, place: string | DrivePlace): Promise<void> {
    const files = this.#drive(lab, drive);
    const target = normal(place);
    for (const name of files.keys()) if (isUnder(name, target)) files.delete(name);
  }

  #drive(lab: string, drive: string): Map<string, Uint8Array> {
    const files = this.#drives.get(`${lab}/${drive}`);
    if (files === undefined) throw new SealabError('not-found', `Lab ${lab} has no drive ${drive}.`);
    return files;
  }
}
