import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What must not stand in Sealab's sources, and why. Each pattern is tried on `example`, so that it can fail. */
const rules = [
  {
    name: 'TLS is always verified',
    pattern:
      /rejectUnauthorized\s*:|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity\s*:(?!.*=> checkServerIdentity\()/,
    example: 'rejectUnauthorized: false',
  },
  {
    name: 'no program is told to skip verification',
    pattern: /VAULT_SKIP_VERIFY|['"`]--insecure['"`]|['"`]-k['"`]|['"`]--no-verify-ssl['"`]/,
    example: "spawn('warp', ['--insecure'])",
  },
  {
    name: 'nothing is run through a shell',
    pattern:
      /shell:\s*true|\bexecSync\(|child_process'\)?\.exec\b|import \{[^}]*\bexec\b[^}]*\} from 'node:child_process'/,
    example: 'spawn(line, { shell: true })',
  },
  {
    name: 'nothing listens on every interface',
    pattern: /listen\([^)]*['"]0\.0\.0\.0['"]|host:\s*['"]0\.0\.0\.0['"]/,
    example: "server.listen(80, '0.0.0.0')",
    // Inside its container a service has a network namespace of its own; what is published is on 127.0.0.1, and tested.
    except: 'electron/engines/docker/docker-engine.ts',
  },
  {
    name: 'no text becomes code',
    pattern: /\beval\(|new Function\(|dangerouslySetInnerHTML|\.innerHTML\s*=/,
    example: 'element.innerHTML = name',
  },
];

const sources = globSync('{shared,core,electron,renderer}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: ['**/*.test.ts', '**/testing/**'],
});

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(150);
});

test.each(rules)('$name: the rule sees a violation', ({ pattern, example }) => {
  expect(example).toMatch(pattern);
});

test.each(rules)('$name', ({ pattern, except }) => {
  const looked = sources.filter((file) => file !== except);
  const found = looked.flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    return lines.flatMap((line, index) =>
      pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    );
  });
  expect(found).toEqual([]);
});
