import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callerFolder, root } from './repository.mjs';

const typedIn = join(root, 'scripts');
const byNpm = {
  INIT_CWD: typedIn,
  npm_package_json: join(root, 'package.json'),
  npm_lifecycle_event: 'sealab',
};

test('a path on the command line means the folder in which it was typed', () => {
  expect(callerFolder(byNpm, root)).toBe(typedIn);
});

test.each([
  { who: 'a direct call', env: {} },
  { who: 'a call from inside npm test', env: { ...byNpm, npm_lifecycle_event: 'test' } },
  {
    who: "a call from another project's script",
    env: { ...byNpm, npm_package_json: '/elsewhere/package.json' },
  },
])('$who keeps its own folder', ({ env }) => {
  expect(callerFolder(env, root)).toBe(root);
});
