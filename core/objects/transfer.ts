import type { ObjectEncryption, ObjectRef, UploadResult } from '#shared/contract/objects.ts';
import { SealabError } from '#shared/errors.ts';
import type { StreamContext } from '#shared/protocol/handlers.ts';
import { journalledRun } from '../labs/journalled-run.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { runOneStep } from '../labs/one-step.ts';
import { OperationBoard } from '../labs/operation-board.ts';
import type { RunContext } from '../labs/run-context.ts';
import { encryptionOf, etagOf } from './client-view.ts';
import { uploadLine } from './mc-lines.ts';
import { openStore, readRequest, requestEncryption } from './open-store.ts';
import { rechunk } from './rechunk.ts';
import { untilAborted } from './until-aborted.ts';

/** With 32 chunks under way, 8 MiB wait for a slow reader. */
const CHUNK_BYTES = 256 * 1024;

export interface Upload {
  readonly lab: string;
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly contentType?: string | undefined;
  readonly encryption: ObjectEncryption;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export type Download = ObjectRef & { readonly customerKey?: string | undefined };

/** Writes an object from what a caller sends. In the command log as the line of mc that does the same. */
export async function uploadObject(
  ports: LabPorts,
  upload: Upload,
  { signal, report }: RunContext,
): Promise<UploadResult> {
  const { lab, bucket, key, encryption, contentType } = upload;
  using open = await openStore(ports, lab);
  const board = new OperationBoard(`Uploading ${bucket}/${key}`, ports.clock, report);
  const title = 'Upload an object';
  board.show([{ id: 'object.upload', title, group: 'Objects', weight: 1 }]);
  const asked = requestEncryption(lab, open.session.requireSecrets(), encryption);
  const commands = [uploadLine({ lab, bucket, key }, { encryption, contentType })];
  const headers = await journalledRun(
    { ports, folder: open.session.folder, board, signal },
    async (doStep) =>
      await doStep(
        { id: 'object.upload', title, commands },
        async (context) =>
          await open.store.writeStream(
            {
              bucket,
              key,
              sizeBytes: upload.sizeBytes,
              encryption: asked,
              chunks: untilAborted(upload.chunks, signal),
              ...(contentType === undefined ? {} : { contentType }),
            },
            context,
          ),
      ),
  );
  const versionId = headers['x-amz-version-id'];
  return {
    etag: etagOf(headers),
    encryption: encryptionOf(headers),
    ...(versionId === undefined ? {} : { versionId }),
  };
}

/**
 * The plaintext of an object, chunk by chunk, as fast as `write` takes it. Only from its beginning: the object may be another
 * one by the time somebody wants the rest. Throws `unsupported` for anything else.
 */
export async function downloadObject(
  ports: LabPorts,
  { customerKey, ...ref }: Download,
  { signal, from, write }: StreamContext<Uint8Array>,
): Promise<void> {
  if (from > 0) {
    throw new SealabError(
      'unsupported',
      `The download of ${ref.bucket}/${ref.key} cannot go on where it ended.`,
      {
        fix: 'Download it again from its beginning.',
      },
    );
  }
  using open = await openStore(ports, ref.lab);
  const request = readRequest(ref, open.session.requireSecrets(), customerKey);
  for await (const chunk of rechunk(open.store.readStream(request, signal), CHUNK_BYTES)) await write(chunk);
}

/** Writes an object into a file of this machine. Throws `conflict` where the file exists. */
export async function saveObject(
  ports: LabPorts,
  { customerKey, file, ...ref }: Download & { readonly file: string },
  context: RunContext,
): Promise<{ file: string; sizeBytes: number }> {
  using open = await openStore(ports, ref.lab);
  const request = readRequest(ref, open.session.requireSecrets(), customerKey);
  return await runOneStep(
    {
      ports,
      title: `Saving ${ref.bucket}/${ref.key}`,
      step: { id: 'object.save', title: 'Save an object', group: 'Objects' },
    },
    context,
    async ({ signal, report }) => {
      const headers = await open.store.headers(request, signal);
      const total = Number(headers['content-length'] ?? 0);
      await using output = await ports.files.create(file);
      let done = 0;
      for await (const chunk of rechunk(open.store.readStream(request, signal), CHUNK_BYTES)) {
        await output.write(chunk);
        done += chunk.length;
        report({ done, total, unit: 'bytes' });
      }
      await output.finish();
      return { file, sizeBytes: done };
    },
  );
}
