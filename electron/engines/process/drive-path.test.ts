import { lstat, mkdir, mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drivePath, ensureDrivePath, removeDrivePath } from './drive-path.ts';

const platform = process.platform;
let folder: string;

function pretend(name: string): void {
  Object.defineProperty(process, 'platform', { value: name });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealab drives '));
});
afterEach(async () => {
  pretend(platform);
  await rm(folder, { recursive: true, force: true });
});

describe('the path of a drive', () => {
  it('is told as it is where a URL leaves it as it is', () => {
    expect(drivePath('/home/a_b/labs/x', '/home/a_b/labs/x/data/minio1')).toBe(
      '/home/a_b/labs/x/data/minio1',
    );
  });

  it.each(['/home/a b', '/home/höme', '/home/50%', "/home/it's", '/home/a?b', '/home/{1...4}'])(
    'is told from the service’s own folder where it is %s',
    (home) => {
      pretend('linux');
      expect(drivePath(`${home}/labs/x`, `${home}/labs/x/data/minio1`)).toBe('/proc/self/cwd/data/minio1');
    },
  );

  it('is told through a link where there is no /proc, made at the start and gone with the lab', async () => {
    pretend('darwin');
    const path = drivePath(folder, join(folder, 'data', 'minio1'));
    expect(path).toMatch(/^[A-Za-z0-9/._-]+\/data\/minio1$/);
    await ensureDrivePath(folder);
    await ensureDrivePath(folder);
    await mkdir(path, { recursive: true });
    expect(await readlink(dirname(dirname(path)))).toBe(folder);
    expect((await lstat(join(folder, 'data', 'minio1'))).isDirectory()).toBe(true);
    await removeDrivePath(folder);
    await expect(lstat(dirname(dirname(path)))).rejects.toThrow('ENOENT');
  });
});
