import type { ObjectRef } from '#shared/contract/objects.ts';
import { isCancelled, toSealabError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { desktopBridge } from '../../client/desktop-carrier.ts';
import { saveAs } from '../walk/save-as.ts';
import { nameOf } from './places.ts';

/** What is asked for: an object, with the name of its customer key where it has one. */
export type DownloadWanted = ObjectRef & { readonly customerKey?: string };

export interface DownloadOptions {
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

declare global {
  interface Window {
    /** Only in some browsers, and only for a page that the person trusts. */
    readonly showSaveFilePicker?: (options: {
      readonly suggestedName: string;
    }) => Promise<{ createWritable: () => Promise<FileSink> }>;
  }
}

interface FileSink {
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly abort: () => Promise<void>;
}

/** Larger ones are written while they come, where the browser lets the page write a file. */
const IN_MEMORY_BYTES = 64 * 1024 * 1024;

/** Gets an object and hands it to the browser as a file. Throws `cancelled`, and what the server refuses with. */
export async function downloadObject(
  client: Client,
  wanted: DownloadWanted,
  options: DownloadOptions,
): Promise<void> {
  const name = nameOf(wanted.key).replaceAll('/', '') || 'object';
  const pick = window.showSaveFilePicker;
  // Sealab's own window refuses pages the right to write files; it asks itself where a download goes.
  if (options.sizeBytes > IN_MEMORY_BYTES && pick !== undefined && desktopBridge() === undefined) {
    const sink = await openSink(pick, name);
    try {
      await readAll(client, wanted, { ...options, onChunk: async (chunk) => await sink.write(chunk) });
      await sink.close();
    } catch (thrown) {
      await sink.abort();
      throw thrown;
    }
    return;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  await readAll(client, wanted, { ...options, onChunk: (chunk) => chunks.push(chunk) });
  saveAs(name, chunks, 'application/octet-stream');
}

async function openSink(pick: NonNullable<Window['showSaveFilePicker']>, name: string): Promise<FileSink> {
  // A person who closes the dialog gets an AbortError from the browser: that is a cancel.
  return await (await pick({ suggestedName: name })).createWritable();
}

async function readAll(
  client: Client,
  wanted: DownloadWanted,
  options: DownloadOptions & { readonly onChunk: (chunk: Uint8Array<ArrayBuffer>) => unknown },
): Promise<void> {
  let bytes = 0;
  await client.read('objects.download', wanted, {
    signal: options.signal,
    onChunk: (chunk) => {
      bytes += chunk.length;
      options.onBytes(bytes);
      return options.onChunk(new Uint8Array(chunk));
    },
  });
}

const WORDS_BYTES = 24;

/** The first characters of an object where they are text, as something to search the drives for; else why there is none. */
export async function beginningOf(
  client: Client,
  wanted: DownloadWanted,
): Promise<{ readonly text: string } | { readonly text: undefined; readonly reason: string }> {
  const enough = new AbortController();
  let first: Uint8Array | undefined;
  try {
    await client.read('objects.download', wanted, {
      signal: enough.signal,
      onChunk: (chunk) => {
        first ??= chunk;
        enough.abort();
      },
    });
  } catch (thrown) {
    if (first === undefined || !isCancelled(thrown))
      return { text: undefined, reason: toSealabError(thrown).message };
  }
  const text = first === undefined ? undefined : firstWords(first);
  return text === undefined ? { text, reason: 'This object does not begin with text.' } : { text };
}

/** One line of printable text at the beginning, at least four characters; undefined where there is none. */
export function firstWords(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, WORDS_BYTES * 4));
  const line = /^[\p{L}\p{N}\p{P}\p{S} ]*/u.exec(text)?.[0] ?? '';
  const words = Array.from(line.replaceAll('\uFFFD', '')).slice(0, WORDS_BYTES).join('').trimEnd();
  return words.length < 4 ? undefined : words;
}
