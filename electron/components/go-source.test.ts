import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createComponents } from './components.ts';
import { recorder } from './testing/recorder.ts';
import { writeResources, writeStubGo } from './testing/stub-go.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const both = [
  { component: 'vault', version: '1.18.0' },
  { component: 'kes', version: '0.24.0' },
] as const;

/** A build that marks its beginning, says what it compiles, and then waits until both builds have begun. */
function waiting(marks: string, compiled: string): string {
  return `touch '${marks}'/$$
${compiled}
tries=0
while [ "$(ls '${marks}' | wc -l)" -lt 2 ]; do
  tries=$((tries + 1))
  [ $tries -lt 20 ] || exit 1
  sleep 0.1
done
echo built > "$out"`;
}

async function buildBoth(folder: string, compiled: string): Promise<readonly string[]> {
  const marks = join(folder, 'marks');
  await mkdir(marks);
  const { bin } = await writeStubGo(folder, { build: waiting(marks, compiled) });
  const components = await createComponents({
    cacheFolder: join(folder, 'cache'),
    resourcesFolder: await writeResources(folder),
    environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder },
  });
  const ends = await Promise.allSettled(both.map((ref) => components.ensure(ref, recorder())));
  return ends.map(({ status }) => status);
}

test('the next component compiles while the one before is linked', async () => {
  await using folder = await temporaryFolder();
  const everything = 'echo a/b >&2; echo example.test/tool >&2';
  expect(await buildBoth(folder.path, everything)).toEqual(['fulfilled', 'fulfilled']);
});

test('two components are never compiled at once', async () => {
  await using folder = await temporaryFolder();
  expect(await buildBoth(folder.path, 'echo a/b >&2')).toContain('rejected');
});
