import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import { tryFileLock } from './file-lock.ts';
import { ensurePrivateFolder, writeDurably } from './private-files.ts';

const FORMAT = 1;
const LOCK_POLL_MS = 50;
const AnyPinFile = z.looseObject({ format: z.number().int().positive() });
const PinFile = z.strictObject({
  format: z.literal(FORMAT),
  images: z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/)),
});
type Pins = z.infer<typeof PinFile>['images'];

/** What each image was when it was first pulled. */
export interface ImagePins {
  /**
   * Records the digest of an image that is seen for the first time; later the same digest passes. Throws
   * `checksum-mismatch` for another one, `damaged-file`, `newer-version`, `permission-denied`, `cancelled`.
   */
  check(reference: string, digest: string, signal: AbortSignal): Promise<void>;
}

/** `<home>/images.json`, 0600, one line for each image. */
export function createImagePins(homeFolder: string): ImagePins {
  const file = join(homeFolder, 'images.json');
  const lockFolder = join(homeFolder, 'locks', 'images.lock.d');

  return {
    async check(reference, digest, signal) {
      if (isPinned(await readPins(file), { file, reference, digest })) return;
      await using lock = await takeLock(lockFolder, signal);
      void lock;
      const pins = await readPins(file);
      if (isPinned(pins, { file, reference, digest })) return;
      try {
        await ensurePrivateFolder(homeFolder);
        await writeDurably(file, textOf({ ...pins, [reference]: digest }));
      } catch (thrown) {
        throw fileError(thrown, 'write', file);
      }
    },
  };
}

/** False where the image has no digest yet. */
function isPinned(
  pins: Pins,
  { file, reference, digest }: { readonly file: string; readonly reference: string; readonly digest: string },
): boolean {
  const pinned = Object.hasOwn(pins, reference) ? pins[reference] : undefined;
  if (pinned === undefined) return false;
  if (pinned === digest) return true;
  throw new SealabError(
    'checksum-mismatch',
    `The image ${reference} is not the one that was pulled first: it was ${pinned}, and it is ${digest}.`,
    {
      fix: `Ask who publishes it whether the change is meant. To accept it, remove the line of ${reference} from ${file}.`,
      details: { reference, expected: pinned, found: digest, file },
    },
  );
}

function textOf(images: Pins): string {
  return `${JSON.stringify({ format: FORMAT, images }, null, 2)}\n`;
}

async function readPins(file: string): Promise<Pins> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (isMissing(thrown)) return {};
    throw fileError(thrown, 'read', file);
  }
  return parsePins(text, file);
}

function parsePins(text: string, file: string): Pins {
  let content: unknown;
  let format: number;
  try {
    // YAML reads all JSON, and forgives the comma that stays when a person removes the last line.
    content = parse(text);
    ({ format } = AnyPinFile.parse(content));
  } catch (thrown) {
    throw damaged(file, thrown);
  }
  if (format > FORMAT) {
    throw new SealabError('newer-version', `${file} was written by a newer Sealab.`, {
      fix: 'Use that Sealab, or remove the file: the digests of images are then recorded anew.',
      details: { file },
    });
  }
  const pins = PinFile.safeParse(content);
  if (pins.success) return pins.data.images;
  throw damaged(file, pins.error);
}

function damaged(file: string, cause: unknown): SealabError {
  return new SealabError(
    'damaged-file',
    `${file} is damaged, so no image can be compared with its first one.`,
    {
      fix: 'Mend the file, or remove it: the digests of images are then recorded anew.',
      details: {
        file,
        evidence: [cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)],
      },
      cause,
    },
  );
}

async function takeLock(folder: string, signal: AbortSignal): Promise<AsyncDisposable> {
  for (;;) {
    const attempt = await tryFileLock(folder, 'recording the digest of an image');
    if (attempt.lock !== undefined) return attempt.lock;
    await delay(LOCK_POLL_MS, undefined, { signal }).catch((thrown: unknown) => {
      throw cancelledError(thrown);
    });
  }
}
