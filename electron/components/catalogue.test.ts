import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entryOf, keyOf, parseCatalogue, readCatalogue } from './catalogue.ts';

const resources = join(import.meta.dirname, '../../resources');
const file = join(resources, 'components/catalogue.yaml');
const text = await readFile(file, 'utf8');

describe('the catalogue of the product', () => {
  test('has a default of each component', async () => {
    const catalogue = await readCatalogue(resources);
    const defaults = catalogue.filter((entry) => entry.isDefault).map((entry) => keyOf(entry));
    expect(defaults).toEqual([
      'vault-1.18.0',
      'kes-0.24.0',
      'minio-2026-02-12',
      'mc-2025-03-13',
      'warp-1.3.1',
      'toolbox-1',
    ]);
  });

  test('has a recipe for each entry that pins the module, its version and the Go it needs', async () => {
    for (const entry of await readCatalogue(resources)) {
      const recipe = join(resources, 'components', keyOf(entry));
      const mod = await readFile(join(recipe, 'go.mod'), 'utf8');
      const sum = await readFile(join(recipe, 'go.sum'), 'utf8');
      expect(mod).toContain(`\ngo ${entry.go.requires}\n`);
      if (entry.component === 'toolbox') {
        // The program is all its own: nothing is fetched.
        expect(mod).toBe(`module ${entry.go.module}\n\ngo ${entry.go.requires}\n`);
        continue;
      }
      expect(mod).toContain(`\t${entry.go.module} ${entry.go.moduleVersion} `);
      expect(sum).toContain(`${entry.go.module} ${entry.go.moduleVersion} h1:`);
      if (entry.go.package === '.')
        expect(await readFile(join(recipe, 'main.go'), 'utf8')).toContain(entry.go.module);
      else expect(mod).toContain(`\ntool ${entry.go.package}\n`);
    }
  });

  test('names images by their tags, and none for a version that no registry has', async () => {
    const images = (await readCatalogue(resources)).flatMap((entry) =>
      entry.images.map(({ reference, path }) => `${keyOf(entry)} ${reference} ${path}`),
    );
    expect(images).toEqual([
      'vault-1.18.0 hashicorp/vault:1.18.0 /bin/vault',
      'kes-0.24.0 quay.io/minio/kes:2025-03-12T09-35-18Z /kes',
      'minio-2025-04-22 quay.io/minio/minio:RELEASE.2025-04-22T22-12-26Z /usr/bin/minio',
      'minio-2025-04-22 minio/minio:RELEASE.2025-04-22T22-12-26Z /usr/bin/minio',
    ]);
  });

  test('states the licences of the programs', async () => {
    const licences = (await readCatalogue(resources)).map((entry) => `${entry.component} ${entry.licence}`);
    expect(new Set(licences)).toEqual(
      new Set([
        'vault BUSL-1.1',
        'kes AGPL-3.0',
        'minio AGPL-3.0',
        'mc AGPL-3.0',
        'warp AGPL-3.0',
        'toolbox Apache-2.0',
      ]),
    );
  });
});

describe('a damaged catalogue', () => {
  function lineOf(part: string): number {
    return text.split('\n').findIndex((line) => line.includes(part)) + 1;
  }

  test.each([
    {
      what: 'a wrong type',
      part: 'seconds: 129',
      replacement: 'seconds: long',
      field: 'components.3.go.seconds',
    },
    {
      what: 'an unknown component',
      part: 'component: warp',
      replacement: 'component: wrap',
      field: 'components.6.component',
    },
    {
      what: 'a version that leaves its folder',
      part: 'version: "1.3.1"',
      replacement: 'version: "../1"',
      field: 'components.6.version',
    },
    {
      what: 'an image without its tag',
      part: 'reference: hashicorp/vault:1.18.0',
      replacement: 'reference: hashicorp/vault',
      field: 'components.0.images.0.reference',
    },
    { what: 'an unknown format', part: 'format: 1', replacement: 'format: 2', field: 'format' },
  ])('with $what is refused with file, line and field', ({ part, replacement, field }) => {
    expect(() => parseCatalogue(text.replace(part, replacement), '/x/catalogue.yaml')).toThrow(
      expect.objectContaining({
        code: 'damaged-file',
        message: expect.stringContaining(`/x/catalogue.yaml is damaged in line ${lineOf(part)}: ${field}`),
      }),
    );
  });

  test('without a field names the line of its entry', () => {
    expect(() => parseCatalogue(text.replace(/ {4}licence: BUSL-1.1\n/, ''), file)).toThrow(
      expect.objectContaining({
        code: 'damaged-file',
        message: expect.stringMatching(/components\.0\.licence/),
        details: expect.objectContaining({ line: lineOf('component: vault') }),
      }),
    );
  });

  test('with broken syntax names the line', () => {
    expect(() => parseCatalogue(text.replace('format: 1', 'format: "1'), file)).toThrow(
      expect.objectContaining({ code: 'damaged-file', message: expect.stringContaining('in line') }),
    );
  });

  test('with two defaults of one component is refused', () => {
    expect(() => parseCatalogue(text.replaceAll('isDefault: false', 'isDefault: true'), file)).toThrow(
      /the default kes occurs twice/,
    );
  });

  test('with one entry twice is refused', () => {
    expect(() => parseCatalogue(text.replace('version: "0.23.0"', 'version: "0.24.0"'), file)).toThrow(
      /kes-0\.24\.0 occurs twice/,
    );
  });

  test('that is cut anywhere is refused or still valid, and never another error', () => {
    for (let length = 0; length < text.length; length += 97) {
      try {
        parseCatalogue(text.slice(0, length), file);
      } catch (error) {
        expect(error).toMatchObject({ code: 'damaged-file' });
      }
    }
  });
});

test('an unknown version is refused with the known ones', async () => {
  const catalogue = await readCatalogue(resources);
  expect(() => entryOf(catalogue, { component: 'kes', version: '0.1.0' })).toThrow(
    expect.objectContaining({ code: 'not-found', fix: 'Use one of: 0.24.0, 0.23.0.' }),
  );
});

test('a missing catalogue is an error that names the file', async () => {
  await expect(readCatalogue('/nowhere')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('/nowhere/components/catalogue.yaml'),
  });
});
