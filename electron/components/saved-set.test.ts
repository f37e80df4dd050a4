import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { extract, type Header, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import type { Components } from '#core/ports/components.ts';
import { BinaryStore } from './binary-store.ts';
import { createComponents } from './components.ts';
import { platform, platformOf } from './platforms.ts';
import { sealBytes, sealFor } from './set-seal.ts';
import { recorder } from './testing/recorder.ts';
import { writeResources } from './testing/stub-go.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const kes = { component: 'kes', version: '0.24.0' } as const;
const vault = { component: 'vault', version: '1.18.0' } as const;

/** A store with two binaries in it, whose bytes do not compress to nothing. */
async function filledStore(folder: string): Promise<{ components: Components; resources: string }> {
  const resources = await writeResources(folder);
  const cacheFolder = join(folder, 'cache');
  const store = new BinaryStore(cacheFolder);
  for (const [index, ref] of [kes, vault].entries()) {
    const content = pseudoRandom(40_000 + index, index);
    const file = join(folder, 'draft');
    await writeFile(file, content);
    await store.install(file, {
      format: 1,
      ...ref,
      platform,
      sha256: sha256(content),
      sizeBytes: content.length,
      source: 'go',
      goVersion: '1.26.8',
      builtAt: '2026-11-21T10:00:00.000Z',
    });
  }
  return {
    components: await createComponents({ cacheFolder, resourcesFolder: resources, environment: {} }),
    resources,
  };
}

/** A machine that no test runs on. */
const elsewhere = { os: 'plan9', architecture: 'mips' } as const;

async function addForElsewhere(folder: string): Promise<string> {
  const content = pseudoRandom(30_000, 9);
  const file = join(folder, 'draft');
  await writeFile(file, content);
  const manifest = { format: 1, ...kes, sizeBytes: content.length, source: 'go', builtAt: 'today' } as const;
  const made = { platform: platformOf(elsewhere), target: elsewhere, sha256: sha256(content) };
  await new BinaryStore(join(folder, 'cache')).install(file, { ...manifest, ...made });
  return made.sha256;
}

function emptyStore(folder: string, resources: string, name = 'other cache'): Promise<Components> {
  return createComponents({ cacheFolder: join(folder, name), resourcesFolder: resources, environment: {} });
}

function pseudoRandom(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0, value = seed + 1; index < length; index += 1) {
    value = (Math.imul(value, 1103515245) + 12345) & 0x7fffffff;
    bytes[index] = (value >> 16) & 0x3f;
  }
  return bytes;
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function sealed(content: Buffer): Buffer {
  return Buffer.concat([content, sealFor(createHash('sha256').update(content).digest())]);
}

interface Member {
  readonly header: Partial<Header> & { readonly name: string };
  readonly content: Buffer | string;
}

/** A set made by hand: a manifest for `bytes` as KES, changed as wanted, and then these members. */
async function writeSet(
  file: string,
  set: { manifest?: object; members?: readonly Member[] },
): Promise<void> {
  const content = Buffer.from('kes bytes');
  const manifest = {
    format: 'sealab-binaries',
    formatVersion: 1,
    platform,
    savedAt: '2026-11-21T10:00:00.000Z',
    binaries: [
      { ...kes, sizeBytes: content.length, sha256: sha256(content), builtAt: '2026-11-21T10:00:00.000Z' },
    ],
    ...set.manifest,
  };
  const tar = pack();
  tar.entry({ name: 'sealab-binaries.json' }, JSON.stringify(manifest));
  for (const member of set.members ?? [{ header: { name: 'kes-0.24.0/kes' }, content }]) {
    tar.entry(member.header, member.content);
  }
  tar.finalize();
  await writeFile(file, sealed(zstdCompressSync(await buffer(tar))));
}

async function formatOf(file: string): Promise<string | undefined> {
  const content = await readFile(file);
  const tar = zstdDecompressSync(content.subarray(0, content.length - sealBytes)).toString('latin1');
  return /"formatVersion": (\d+)/.exec(tar)?.[1];
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() || entry.name.startsWith('load-'))
    .map((entry) => entry.name);
}

test('a set goes from one cache to another and gives the same binaries, executable', async () => {
  await using folder = await temporaryFolder();
  const { components, resources } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  const saving = recorder();
  const saved = await components.save(file, saving);
  expect(saved).toEqual({ sizeBytes: (await stat(file)).size, components: ['vault-1.18.0', 'kes-0.24.0'] });
  expect(saving.reports.at(-1)).toMatchObject({ done: 80_001, total: 80_001, unit: 'bytes' });

  const other = await emptyStore(folder.path, resources);
  const loading = recorder();
  expect(await other.load(file, loading)).toEqual({ components: ['vault-1.18.0', 'kes-0.24.0'] });
  expect(loading.reports.at(-1)).toMatchObject({ done: 80_001, total: 80_001, unit: 'bytes' });
  for (const ref of [kes, vault]) {
    const [mine, theirs] = [await components.find(ref), await other.ensure(ref, recorder())];
    expect(theirs).toEqual({ ...mine, path: theirs.path, source: 'saved-set' });
    expect(await readFile(theirs.path)).toEqual(await readFile(mine?.path ?? ''));
    expect((await stat(theirs.path)).mode & 0o777).toBe(0o755);
  }
  expect(await readdir(join(folder.path, 'other cache'))).not.toContainEqual(expect.stringMatching(/^load-/));
});

test('a set that is cut anywhere changes nothing and leaves nothing', async () => {
  await using folder = await temporaryFolder();
  const { components, resources } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  await components.save(file, recorder());
  const whole = await readFile(file);
  const other = await emptyStore(folder.path, resources);
  const lengths = [
    0,
    1,
    3,
    4,
    5,
    12,
    100,
    600,
    ...Array.from({ length: 40 }, (_, index) => Math.floor((whole.length * index) / 40)),
  ];
  for (const length of [
    ...lengths,
    whole.length - 100,
    whole.length - 5,
    whole.length - 4,
    whole.length - 1,
  ]) {
    await writeFile(file, whole.subarray(0, length));
    await expect(other.load(file, recorder()), `cut to ${length} of ${whole.length}`).rejects.toMatchObject({
      code: 'damaged-file',
    });
  }
  expect(await filesBelow(join(folder.path, 'other cache'))).toEqual([]);
});

test('a set with a flipped byte anywhere changes nothing and leaves nothing', async () => {
  await using folder = await temporaryFolder();
  const { components, resources } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  await components.save(file, recorder());
  const whole = await readFile(file);
  const other = await emptyStore(folder.path, resources);
  const places = [
    0,
    1,
    2,
    3,
    20,
    50,
    100,
    ...Array.from({ length: 60 }, (_, index) => Math.floor((whole.length * index) / 60)),
  ];
  for (const place of [...places, whole.length - 2, whole.length - 1]) {
    const flipped = Buffer.from(whole);
    flipped[place] = (whole[place] ?? 0) ^ 0x10;
    await writeFile(file, flipped);
    await expect(other.load(file, recorder()), `flipped at ${place}`).rejects.toMatchObject({
      code: expect.stringMatching(/^(damaged-file|checksum-mismatch)$/),
    });
  }
  expect(await filesBelow(join(folder.path, 'other cache'))).toEqual([]);
});

test('a binary that was exchanged inside the set is refused, and what was there before stays', async () => {
  await using folder = await temporaryFolder();
  const { components, resources } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  await components.save(file, recorder());
  const other = await emptyStore(folder.path, resources);
  await other.load(file, recorder());
  const before = await Promise.all([other.find(kes), other.find(vault)]);

  const tar = zstdDecompressSync((await readFile(file)).subarray(0, -sealBytes));
  const place = tar.indexOf('kes-0.24.0/kes') + 512 + 1000;
  tar[place] = (tar[place] ?? 0) ^ 1;
  await writeFile(file, sealed(zstdCompressSync(tar)));
  await expect(other.load(file, recorder())).rejects.toMatchObject({
    code: 'checksum-mismatch',
    message: expect.stringMatching(/kes-0\.24\.0\/kes in .*set\.sealab/),
  });
  expect(await Promise.all([other.find(kes), other.find(vault)])).toEqual(before);
});

test.each([
  ['text', Buffer.from('hello, this is not a set')],
  ['zeros', Buffer.alloc(4096)],
  ['zstd that is no tar', zstdCompressSync(Buffer.from('hello'.repeat(1000)))],
  ['an empty zstd frame', zstdCompressSync(Buffer.alloc(0))],
  ['sealed text', sealed(Buffer.from('hello, this is not a set'))],
  ['sealed zstd that is no tar', sealed(zstdCompressSync(Buffer.from('hello'.repeat(1000))))],
  ['sealed zeros', sealed(zstdCompressSync(Buffer.alloc(4096)))],
  ['a sealed empty frame', sealed(zstdCompressSync(Buffer.alloc(0)))],
])('a foreign file, %s, is no saved set', async (_, content) => {
  await using folder = await temporaryFolder();
  const other = await emptyStore(folder.path, await writeResources(folder.path));
  await writeFile(join(folder.path, 'foreign'), content);
  await expect(other.load(join(folder.path, 'foreign'), recorder())).rejects.toMatchObject({
    code: 'damaged-file',
    message: expect.stringContaining('is no saved set'),
  });
});

const refusals: readonly [string, { manifest?: object; members?: readonly Member[] }, string, RegExp][] = [
  [
    'a later format',
    { manifest: { formatVersion: 3, whatever: true } },
    'newer-version',
    /has format 3; this Sealab reads up to 2/,
  ],
  [
    'another platform',
    { manifest: { platform: 'plan9-mips' } },
    'unsupported',
    /is for plan9-mips, and this machine is/,
  ],
  ['a manifest of something else', { manifest: { format: 'other' } }, 'damaged-file', /not the manifest/],
  ['a manifest with unknown fields', { manifest: { extra: 1 } }, 'damaged-file', /does not parse/],
  ['no binary at all', { members: [] }, 'damaged-file', /ends too early/],
  [
    'a path out of the set',
    { members: [{ header: { name: '../../kes' }, content: 'kes bytes' }] },
    'damaged-file',
    /"\.\.\/\.\.\/kes" where/,
  ],
  [
    'an absolute path',
    { members: [{ header: { name: '/tmp/kes' }, content: 'kes bytes' }] },
    'damaged-file',
    /"\/tmp\/kes" where/,
  ],
  [
    'a symbolic link',
    {
      members: [
        { header: { name: 'kes-0.24.0/kes', type: 'symlink', linkname: '/etc/passwd' }, content: '' },
      ],
    },
    'damaged-file',
    /a symlink/,
  ],
  [
    'another size',
    { members: [{ header: { name: 'kes-0.24.0/kes' }, content: 'longer kes bytes' }] },
    'damaged-file',
    /has 16 bytes, and its manifest says 9/,
  ],
  [
    'other bytes',
    { members: [{ header: { name: 'kes-0.24.0/kes' }, content: 'KES BYTES' }] },
    'checksum-mismatch',
    /kes-0\.24\.0\/kes/,
  ],
  [
    'more than it announces',
    {
      members: [
        { header: { name: 'kes-0.24.0/kes' }, content: 'kes bytes' },
        { header: { name: 'kes-0.24.0/more' }, content: 'x' },
      ],
    },
    'damaged-file',
    /beyond its manifest/,
  ],
];

test.each(refusals)('a set with %s is refused and changes nothing', async (...[, set, code, message]) => {
  await using folder = await temporaryFolder();
  const other = await emptyStore(folder.path, await writeResources(folder.path));
  const file = join(folder.path, 'set.sealab');
  await writeSet(file, set);
  await expect(other.load(file, recorder())).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(await filesBelow(join(folder.path, 'other cache'))).toEqual([]);
});

test('a set is an ordinary compressed tar', async () => {
  await using folder = await temporaryFolder();
  const { components } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  await components.save(file, recorder());
  const content = await readFile(file);
  const members = extract();
  members.end(zstdDecompressSync(content));
  const names: string[] = [];
  for await (const member of members) {
    names.push(`${member.header.name} ${member.header.mode.toString(8)}`);
    await buffer(member);
  }
  expect(names).toEqual(['sealab-binaries.json 644', 'vault-1.18.0/vault 755', 'kes-0.24.0/kes 755']);
});

test.each(['../kes', '0.24.0/../../x', '/etc'])('a manifest with version %j is refused', async (version) => {
  await using folder = await temporaryFolder();
  const other = await emptyStore(folder.path, await writeResources(folder.path));
  const file = join(folder.path, 'set.sealab');
  const binaries = [
    { component: 'kes', version, sizeBytes: 9, sha256: sha256(Buffer.from('kes bytes')), builtAt: '' },
  ];
  await writeSet(file, {
    manifest: { binaries },
    members: [{ header: { name: `kes-${version}/kes` }, content: 'kes bytes' }],
  });
  await expect(other.load(file, recorder())).rejects.toMatchObject({ code: 'damaged-file' });
});

test('a set with versions that this catalogue lacks gives those that it has, else it is refused', async () => {
  await using folder = await temporaryFolder();
  const other = await emptyStore(folder.path, await writeResources(folder.path));
  const file = join(folder.path, 'set.sealab');
  const old = {
    component: 'kes',
    version: '0.9.0',
    sizeBytes: 3,
    sha256: sha256(Buffer.from('old')),
    builtAt: '',
  };
  const now = { ...kes, sizeBytes: 9, sha256: sha256(Buffer.from('kes bytes')), builtAt: '' };
  const oldMember = { header: { name: 'kes-0.9.0/kes' }, content: 'old' };
  await writeSet(file, {
    manifest: { binaries: [old, now] },
    members: [oldMember, { header: { name: 'kes-0.24.0/kes' }, content: 'kes bytes' }],
  });
  expect(await other.load(file, recorder())).toEqual({ components: ['kes-0.24.0'] });
  await writeSet(file, { manifest: { binaries: [old] }, members: [oldMember] });
  await expect(other.load(file, recorder())).rejects.toMatchObject({ code: 'unsupported' });
});

test('what a killed load left behind goes with the next one', async () => {
  await using folder = await temporaryFolder();
  const { components } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  await components.save(file, recorder());
  await mkdir(join(folder.path, 'cache/load-abandoned'));
  await components.load(file, recorder());
  expect((await readdir(join(folder.path, 'cache'))).toSorted()).toEqual(['bin', 'locks']);
});

test('cancelling a save or a load leaves nothing behind', async () => {
  await using folder = await temporaryFolder();
  const { components, resources } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  const saving = recorder();
  await expect(
    components.save(file, { signal: saving.signal, report: () => saving.cancel() }),
  ).rejects.toMatchObject({ code: 'cancelled' });
  expect((await readdir(folder.path)).filter((name) => name.startsWith('set'))).toEqual([]);

  await components.save(file, recorder());
  const other = await emptyStore(folder.path, resources);
  const loading = recorder();
  await expect(
    other.load(file, { signal: loading.signal, report: () => loading.cancel() }),
  ).rejects.toMatchObject({ code: 'cancelled' });
  expect(await filesBelow(join(folder.path, 'other cache'))).toEqual([]);
});

test('a binary that changed since it was stored is not saved, and an older set stays', async () => {
  await using folder = await temporaryFolder();
  const { components } = await filledStore(folder.path);
  const file = join(folder.path, 'set.sealab');
  await writeFile(file, 'the older set');
  const binary = await components.find(kes);
  const content = await readFile(binary?.path ?? '');
  content[5] = 99;
  await writeFile(binary?.path ?? '', content);
  await expect(components.save(file, recorder())).rejects.toMatchObject({ code: 'checksum-mismatch' });
  expect(await readFile(file, 'utf8')).toBe('the older set');
  expect((await readdir(folder.path)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('files that cannot be read or written are named', async () => {
  await using folder = await temporaryFolder();
  const { components } = await filledStore(folder.path);
  await expect(components.load(join(folder.path, 'absent'), recorder())).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('absent'),
  });
  await expect(components.load(folder.path, recorder())).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(components.save(join(folder.path, 'no/such/set'), recorder())).rejects.toMatchObject({
    code: 'not-found',
  });
  await mkdir(join(folder.path, 'closed'));
  await chmod(join(folder.path, 'closed'), 0o500);
  if (process.getuid?.() !== 0) {
    await expect(components.save(join(folder.path, 'closed/set'), recorder())).rejects.toMatchObject({
      code: 'permission-denied',
    });
  }
});

test('without any binary there is nothing to save', async () => {
  await using folder = await temporaryFolder();
  const other = await emptyStore(folder.path, await writeResources(folder.path));
  await expect(other.save(join(folder.path, 'set'), recorder())).rejects.toMatchObject({ code: 'not-found' });
});

test('a set holds the binaries for other machines too, and is of format 1 where there is none', async () => {
  await using folder = await temporaryFolder();
  const { components, resources } = await filledStore(folder.path);
  const file = join(folder.path, 'set');
  await components.save(file, recorder());
  expect(await formatOf(file)).toBe('1');

  const checksum = await addForElsewhere(folder.path);
  const saved = await components.save(file, recorder());
  expect(saved.components).toEqual(['vault-1.18.0', 'kes-0.24.0', 'kes-0.24.0-plan9-mips']);
  expect(await formatOf(file)).toBe('2');
  const other = await emptyStore(folder.path, resources);
  expect(await other.load(file, recorder())).toEqual({ components: saved.components });
  expect(await other.find({ ...kes, target: elsewhere })).toMatchObject({
    target: elsewhere,
    sha256: checksum,
    source: 'saved-set',
  });
  expect((await other.find(kes))?.sha256).toBe((await components.find(kes))?.sha256);
});

test('removing a version removes what is here for other machines; removing one target leaves the rest', async () => {
  await using folder = await temporaryFolder();
  const { components } = await filledStore(folder.path);
  await addForElsewhere(folder.path);
  expect(await components.remove({ ...kes, target: elsewhere })).toEqual({ freedBytes: 30_000 });
  expect(await components.find({ ...kes, target: elsewhere })).toBeUndefined();
  expect(await components.find(kes)).toBeDefined();
  await addForElsewhere(folder.path);
  expect(await components.remove(kes)).toEqual({ freedBytes: 70_000 });
  expect(await components.find({ ...kes, target: elsewhere })).toBeUndefined();
  expect(await components.find(kes)).toBeUndefined();
  expect(await components.remove(kes)).toEqual({ freedBytes: 0 });
});
