import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registryLogin } from './registry-login.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sl-login-'));
  mkdirSync(join(home, '.docker'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function configure(config: unknown): void {
  writeFileSync(
    join(home, '.docker', 'config.json'),
    typeof config === 'string' ? config : JSON.stringify(config),
  );
}

/** A credential helper that writes down what it is asked, and does what the script says. */
function writeHelper(name: string, script: string): void {
  const text = `#!/bin/sh\n/usr/bin/tee ${home}/asked >/dev/null; printf '%s' "$@" > ${home}/args\n${script}\n`;
  writeFileSync(join(home, `docker-credential-${name}`), text, { mode: 0o755 });
}

async function login(
  reference: string,
): Promise<{ readonly sent: unknown; readonly problem: string | undefined }> {
  const environment = { PATH: home };
  const found = await registryLogin(reference, { environment, homeFolder: home, helperLimitMs: 500 });
  const header = found.header?.reveal();
  const sent: unknown =
    header === undefined ? undefined : JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  return { sent, problem: found.problem };
}

const auth = Buffer.from('ann:pass:wörd').toString('base64');
const ann = { username: 'ann', password: 'pass:wörd' };

test('without docker’s file nobody is logged in, and that is no problem', async () => {
  expect(await login('minio/kes:1')).toEqual({ sent: undefined, problem: undefined });
});

test('a login of the file is used for images of its registry only', async () => {
  configure({ auths: { '127.0.0.1:5000': { auth } } });
  expect((await login('127.0.0.1:5000/a/kes:1')).sent).toEqual({ ...ann, serveraddress: '127.0.0.1:5000' });
  for (const other of ['127.0.0.1:5001/a/kes:1', 'minio/kes:1', 'kes:1', 'quay.io/minio/kes:1'])
    expect(await login(other)).toEqual({ sent: undefined, problem: undefined });
});

test.each(['minio/kes:1', 'kes:1', 'docker.io/minio/kes:1'])('%s is of Docker Hub', async (reference) => {
  const server = 'https://index.docker.io/v1/';
  configure({ auths: { [server]: { auth } } });
  expect((await login(reference)).sent).toEqual({ ...ann, serveraddress: server });
});

test('a login that is kept under a whole address is found', async () => {
  configure({ auths: { 'https://quay.io/v2/': { auth } } });
  expect((await login('quay.io/minio/kes:1')).sent).toEqual({ ...ann, serveraddress: 'quay.io' });
});

test('an identity token takes the place of a password', async () => {
  configure({ auths: { 'quay.io': { auth: '', identitytoken: 'token' } } });
  expect((await login('quay.io/minio/kes:1')).sent).toEqual({
    identitytoken: 'token',
    serveraddress: 'quay.io',
  });
});

test('the helper of a registry comes before the store, and the store before the file', async () => {
  configure({
    auths: { 'quay.io': { auth }, 'ghcr.io': { auth } },
    credsStore: 'all',
    credHelpers: { 'quay.io': 'own' },
  });
  writeHelper('own', `echo '{"ServerURL":"quay.io","Username":"<token>","Secret":"own token"}'`);
  writeHelper('all', `echo '{"ServerURL":"ghcr.io","Username":"bob","Secret":"from the store"}'`);
  expect((await login('quay.io/minio/kes:1')).sent).toEqual({
    identitytoken: 'own token',
    serveraddress: 'quay.io',
  });
  expect(readFileSync(join(home, 'asked'), 'utf8')).toBe('quay.io\n');
  expect(readFileSync(join(home, 'args'), 'utf8')).toBe('get');
  expect((await login('ghcr.io/minio/kes:1')).sent).toEqual({
    username: 'bob',
    password: 'from the store',
    serveraddress: 'ghcr.io',
  });
});

test('a helper that knows no login is no problem', async () => {
  configure({ credsStore: 'all' });
  writeHelper('all', `echo 'credentials not found in native keychain'; exit 1`);
  expect(await login('minio/kes:1')).toEqual({ sent: undefined, problem: undefined });
});

test.each([
  ['is not there', undefined],
  ['ended with 3', 'echo "the secret"; exit 3'],
  ['cannot be asked', 'echo "no json with the secret"'],
  ['has not answered within 0.5 s', 'exec /bin/sleep 60'],
])('a helper that %s is told, without what it said', async (why, script) => {
  configure({ credsStore: 'all' });
  if (script !== undefined) writeHelper('all', script);
  const { sent, problem } = await login('minio/kes:1');
  expect(sent).toBeUndefined();
  expect(problem).toBe(`docker-credential-all, which keeps docker’s logins, ${why}.`);
});

test.each(['../evil', '/bin/evil', 'a b', ''])('%j is not run as a helper', async (name) => {
  configure({ credsStore: name });
  expect((await login('minio/kes:1')).sent).toBeUndefined();
});

test.each(['{', '[]', '{"auths": 1}'])('a file that holds %s is told', async (text) => {
  configure(text);
  expect((await login('minio/kes:1')).problem).toContain(join(home, '.docker', 'config.json'));
});
