import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract, type Header } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImageContent, imageArchive, imageReference } from './image-archive.ts';

let folder: string;
let image: ImageContent;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealab-archive-'));
  const content = Buffer.alloc(3_000_001, 'binary ');
  const path = join(folder, 'kes');
  await writeFile(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const binary = { component: 'kes', version: '0.24.0', sha256 };
  const reference = imageReference(binary);
  image = { ...binary, path, sizeBytes: content.length, architecture: 'arm64', reference };
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function archive(of: ImageContent): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of imageArchive(of, () => undefined)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What another program reads out of the archive. */
async function unpack(bytes: Buffer): Promise<Map<string, { header: Header; content: Buffer }>> {
  const reader = extract();
  const found = new Map<string, { header: Header; content: Buffer }>();
  reader.end(bytes);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    found.set(entry.header.name, { header: entry.header, content: Buffer.concat(chunks) });
  }
  return found;
}

test('the same binary gives the same archive', async () => {
  expect((await archive(image)).equals(await archive(image))).toBe(true);
});

test('the manifest names the layer and the configuration, and the configuration the hash of the layer', async () => {
  const files = await unpack(await archive(image));
  const [manifest] = JSON.parse(files.get('manifest.json')?.content.toString() ?? '[]');
  expect(manifest.RepoTags).toEqual([`sealab/kes:0.24.0-${image.sha256.slice(0, 12)}`]);
  const config = files.get(manifest.Config)?.content ?? Buffer.alloc(0);
  expect(manifest.Config).toBe(`${createHash('sha256').update(config).digest('hex')}.json`);
  const layer = files.get(manifest.Layers[0])?.content ?? Buffer.alloc(0);
  const diffId = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
  expect(JSON.parse(config.toString())).toMatchObject({
    architecture: 'arm64',
    config: { User: '1000:1000', Entrypoint: ['/usr/bin/kes'] },
    rootfs: { diff_ids: [diffId] },
  });
});

test('the layer holds the binary and the folders of a service, owned by its user', async () => {
  const layer = (await unpack(await archive(image))).get('layer.tar')?.content ?? Buffer.alloc(0);
  const files = await unpack(layer);
  const binary = files.get('usr/bin/kes');
  expect(
    createHash('sha256')
      .update(binary?.content ?? '')
      .digest('hex'),
  ).toBe(image.sha256);
  expect(binary?.header).toMatchObject({ mode: 0o755, uid: 0 });
  expect(files.get('data/')?.header).toMatchObject({ type: 'directory', mode: 0o700, uid: 1000, gid: 1000 });
  expect(files.get('etc/sealab/')?.header).toMatchObject({ mode: 0o700, uid: 1000 });
  expect(files.get('tmp/')?.header).toMatchObject({ mode: 0o1777 });
});

test('a binary that changed is refused', async () => {
  await expect(archive({ ...image, sha256: '0'.repeat(64) })).rejects.toMatchObject({
    code: 'checksum-mismatch',
  });
  await expect(archive({ ...image, sizeBytes: 12 })).rejects.toMatchObject({ code: 'checksum-mismatch' });
});
