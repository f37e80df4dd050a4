import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { SealabError } from '#shared/errors.ts';
import { LABEL, type Labels } from './names.ts';
import { TAR_END, type TarEntry, tarFile, tarHeader, tarPadding, tarSize } from './tar.ts';

const CHUNK_BYTES = 1024 * 1024;
/** Everything in a lab runs as this user and group. */
export const USER = 1000;

export interface ImageContent {
  readonly component: string;
  readonly version: string;
  readonly sha256: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** In Go's words: `amd64`. */
  readonly architecture: string;
  readonly reference: string;
}

/** `sealab/vault:1.18.0-0123456789ab`: the same binary has the same reference everywhere. */
export function imageReference(binary: Pick<ImageContent, 'component' | 'version' | 'sha256'>): string {
  return `sealab/${binary.component}:${binary.version}-${binary.sha256.slice(0, 12)}`;
}

export function imageLabels(binary: Pick<ImageContent, 'component' | 'version' | 'sha256'>): Labels {
  return {
    [LABEL.component]: binary.component,
    [LABEL.version]: binary.version,
    [LABEL.sha256]: binary.sha256,
  };
}

function layerEntries(image: ImageContent): readonly TarEntry[] {
  const folder = (name: string, mode: number, owner: number): TarEntry => ({
    name,
    mode,
    owner,
    sizeBytes: 0,
  });
  return [
    folder('usr/', 0o755, 0),
    folder('usr/bin/', 0o755, 0),
    folder('tmp/', 0o1777, 0),
    folder('data/', 0o700, USER),
    folder('drives/', 0o755, 0),
    folder('etc/', 0o755, 0),
    folder('etc/sealab/', 0o700, USER),
    { name: `usr/bin/${image.component}`, mode: 0o755, owner: 0, sizeBytes: image.sizeBytes },
  ];
}

/**
 * An image of one binary as an archive of the layout of `docker save` before 25, which every engine loads
 * (https://github.com/moby/moby/blob/v20.10.0/image/spec/v1.2.md#combined-image-json--filesystem-changeset-format).
 * The same binary gives the same bytes. It is read once and hashed on the way: throws `checksum-mismatch` where it is not
 * the binary that `image` names, before the engine has seen the end.
 */
export async function* imageArchive(
  image: ImageContent,
  onBytes: (done: number) => void,
): AsyncGenerator<Buffer> {
  const entries = layerEntries(image);
  const layerBytes = entries.reduce((sum, entry) => sum + tarSize(entry), TAR_END.length);
  const layerHash = createHash('sha256');
  yield tarHeader({ name: 'layer.tar', mode: 0o644, owner: 0, sizeBytes: layerBytes });
  for await (const chunk of layerTar(image, { entries, onBytes })) {
    layerHash.update(chunk);
    yield chunk;
  }
  yield tarPadding(layerBytes);
  const config = Buffer.from(JSON.stringify(configOf(image, `sha256:${layerHash.digest('hex')}`)));
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  yield tarFile({ name: configName, mode: 0o644, owner: 0 }, config);
  const manifest = [{ Config: configName, RepoTags: [image.reference], Layers: ['layer.tar'] }];
  yield tarFile({ name: 'manifest.json', mode: 0o644, owner: 0 }, Buffer.from(JSON.stringify(manifest)));
  yield TAR_END;
}

async function* layerTar(
  image: ImageContent,
  { entries, onBytes }: { readonly entries: readonly TarEntry[]; readonly onBytes: (done: number) => void },
): AsyncGenerator<Buffer> {
  yield Buffer.concat(entries.map((entry) => tarHeader(entry)));
  const hash = createHash('sha256');
  let done = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(image.path, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of chunks) {
    hash.update(chunk);
    done += chunk.length;
    yield chunk;
    onBytes(done);
  }
  if (done !== image.sizeBytes || hash.digest('hex') !== image.sha256) {
    throw new SealabError('checksum-mismatch', `${image.path} is not the ${image.component} that it was.`, {
      fix: `Provide it again: \`sealab provision ${image.component}\`.`,
      details: { path: image.path, expected: image.sha256 },
    });
  }
  yield tarPadding(image.sizeBytes);
  yield TAR_END;
}

/** The image's configuration; `created` is fixed, so that the same binary gives the same image. */
function configOf(image: ImageContent, diffId: string): object {
  return {
    architecture: image.architecture,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: {
      User: `${USER}:${USER}`,
      Entrypoint: [`/usr/bin/${image.component}`],
      Env: ['PATH=/usr/bin', 'HOME=/tmp'],
      WorkingDir: '/tmp',
      Labels: imageLabels(image),
    },
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: `sealab ${image.component} ${image.version}` }],
  };
}
