import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ShownPage, showPage } from '../fixtures/shown-page.ts';
import { startWebShell, type WebShell } from '../fixtures/web-shell.ts';
import { WalkPage } from '../pages/walk-page.ts';
import { awscli } from '../real/fixtures/awscli.ts';
import { DISTRIBUTED, type MadeObject, makeObjects, STANDALONE } from '../real/fixtures/object-matrix.ts';
import { describeOutcome, Sandbox } from '../real/fixtures/sandbox.ts';
import { LabShell } from '../real/fixtures/shell.ts';

/** mc and awscli make up to 32 objects. */
const MAKING_MS = 240_000;
const WALKING_MS = 300_000;

const sandbox = new Sandbox();
let shown: ShownPage<WebShell>;

afterAll(async () => {
  await shown?.[Symbol.asyncDispose]();
  for (const lab of ['one', 'four']) await sandbox.run(['rm', lab, '--yes']);
  await sandbox.close();
});

/** A lab with the objects, made by clients that know nothing of Sealab, under a customer key that the lab keeps. */
async function fill(lab: string, options: readonly string[]): Promise<readonly MadeObject[]> {
  const aws = awscli();
  expect(aws.missing).toBeUndefined();
  const up = await sandbox.run(['up', lab, '--engine', 'process', ...options]);
  expect(up.code, describeOutcome(up)).toBe(0);
  const key = await sandbox.run(['action', 'run', lab, 'customer-key.create', 'name=matrix']);
  expect(key.code, describeOutcome(key)).toBe(0);
  const text = await readFile(join(sandbox.labFolder(lab), 'shell', 'customer-keys', 'matrix'), 'utf8');
  const shell = await LabShell.of(sandbox, lab);
  return await makeObjects(shell, lab === 'one' ? STANDALONE : DISTRIBUTED, {
    folder: join(sandbox.root, 'content', lab),
    awscli: aws.program,
    customerKey: Buffer.from(text, 'base64'),
  });
}

/** What the window does not show as it was uploaded. */
async function notAsUploaded(lab: string, objects: readonly MadeObject[]): Promise<readonly string[]> {
  const walk = new WalkPage(shown.sealab.page);
  const wrong: string[] = [];
  for (const { bucket, key, sha256 } of objects) {
    try {
      await walk.go(lab, bucket, key);
      await walk.ended(key);
      await walk.verdict(/^Plaintext reached, \d+ checks hold$/).waitFor({ timeout: 20_000 });
      await walk.step(/The plaintext/).click();
      await walk
        .panel(/The plaintext/)
        .getByText(sha256)
        .first()
        .waitFor({ timeout: 10_000 });
    } catch (thrown) {
      wrong.push(`${bucket}/${key}: ${String(thrown).slice(0, 400)}`);
    }
  }
  return wrong;
}

describe.each([
  ['one drive', 'one', []],
  ['four drives', 'four', ['--topology', 'distributed', '--sse', 'kms', '--kv', '2']],
] as const)('the objects that mc and awscli put on %s', (_drives, lab, options) => {
  let objects: readonly MadeObject[];

  beforeAll(async () => {
    objects = await fill(lab, options);
    shown ??= await showPage(startWebShell(['--no-lab'], { ...process.env, ...sandbox.own }));
  }, MAKING_MS);

  test(
    'are walked in the window to what was uploaded, every one of them',
    async () => {
      expect(await notAsUploaded(lab, objects)).toEqual([]);
    },
    WALKING_MS,
  );
});

test('the page never broke a rule of its own policy or threw', () => {
  expect(shown.sealab.consoleErrors).toEqual([]);
});
