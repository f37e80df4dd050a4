import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createResources } from './resources.ts';

test('a file that ships with Sealab is read once, and a missing one is asked for again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealab-resources-'));
  try {
    const resources = createResources(folder);
    await expect(resources.read('a.yaml')).rejects.toMatchObject({ code: 'not-found' });
    await writeFile(join(folder, 'a.yaml'), 'one');
    expect(await resources.read('a.yaml')).toBe('one');
    await rm(join(folder, 'a.yaml'));
    expect(await resources.read('a.yaml')).toBe('one');
  } finally {
    await rm(folder, { recursive: true });
  }
});
