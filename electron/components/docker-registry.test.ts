import { describe, expect, test } from 'vitest';
import { Settings } from '#shared/contract/settings.ts';
import { SealabError } from '#shared/errors.ts';
import { createDockerRegistry, withMirror } from './docker-registry.ts';
import { registryMirror } from './registry-mirror.ts';
import { recorder } from './testing/recorder.ts';

const path = '/kes';

describe('a mirror', () => {
  test('is asked first for all images, without the name of their registry', () => {
    const images = [
      { reference: 'quay.io/minio/kes:1', path },
      { reference: 'minio/kes:1', path },
      { reference: 'localhost/kes:1', path },
      { reference: 'host:5000/a/b:1', path },
    ];
    expect(withMirror(images, '10.0.0.1:5000/cache').map(({ reference }) => reference)).toEqual([
      '10.0.0.1:5000/cache/minio/kes:1',
      '10.0.0.1:5000/cache/kes:1',
      '10.0.0.1:5000/cache/a/b:1',
      ...images.map(({ reference }) => reference),
    ]);
  });

  test('that is not set changes nothing', () => {
    const images = [{ reference: 'minio/kes:1', path }];
    expect(withMirror(images, '')).toEqual(images);
  });

  test('comes from the environment, else from the settings', async () => {
    const settings = { read: async () => Settings.parse({ registryMirror: 'from-settings:5000' }) };
    expect(await registryMirror(settings, {})).toBe('from-settings:5000');
    expect(await registryMirror(settings, { SEALAB_REGISTRY_MIRROR: '' })).toBe('from-settings:5000');
    expect(await registryMirror(settings, { SEALAB_REGISTRY_MIRROR: '127.0.0.1:5000' })).toBe(
      '127.0.0.1:5000',
    );
    await expect(registryMirror(settings, { SEALAB_REGISTRY_MIRROR: 'https://x/?a' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('https://x/?a'),
    });
  });
});

describe('a binary that no image can hold', () => {
  const wanted = {
    component: 'kes',
    version: '0.24.0',
    isDefault: true,
    title: 'KES',
    what: 'It is here for a test.',
    licence: 'AGPL-3.0',
    sizeBytes: 1,
    images: [{ reference: 'minio/kes:1', path }],
    go: {
      module: 'm',
      moduleVersion: 'v1',
      package: '.',
      tags: [],
      requires: '1.24.4',
      seconds: 1,
      modulesBytes: 0,
      buildCacheBytes: 0,
    },
  } as const;
  const registry = createDockerRegistry({
    connect: async () => {
      throw new SealabError('no-engine', 'Docker does not answer.');
    },
    pins: { check: async () => {} },
    mirror: async () => '',
  });

  test('is not asked for, so that no engine is looked for', async () => {
    const entry = { ...wanted, images: [...wanted.images], go: { ...wanted.go, tags: [] } };
    const darwin = { ...entry, target: { os: 'darwin', architecture: 'arm64' } };
    expect(await registry.fetch(darwin, '/nowhere', recorder())).toBeUndefined();
    expect(await registry.fetch({ ...entry, images: [] }, '/nowhere', recorder())).toBeUndefined();
    const linux = { ...entry, target: { os: 'linux', architecture: 'arm64' } };
    await expect(registry.fetch(linux, '/nowhere', recorder())).rejects.toMatchObject({ code: 'no-engine' });
  });
});
