import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredObject } from '#shared/contract/inspector.ts';
import type { WalkView } from '#shared/contract/walk.ts';
import { cancelledError, SealabError, type WireError } from '#shared/errors.ts';
import { sampleWalk, sampleWalks, sealedWalk } from '../../renderer/features/walk/testing/sample-walks.ts';
import { type FedPage, startFedPage } from '../fixtures/fed-page.ts';
import { expectFitForAll, type ShownPage, showPage } from '../fixtures/shown-page.ts';
import type { SealabPage } from '../pages/sealab-page.ts';
import { WalkPage } from '../pages/walk-page.ts';

const DRIVES = ['minio1', 'minio2', 'minio3', 'minio4'];

let shown: ShownPage<FedPage>;
let fed: FedPage;
let sealab: SealabPage;
let walk: WalkPage;

beforeAll(async () => {
  const walks = sampleWalks();
  shown = await showPage(
    startFedPage({
      'inspector.object': async ({ bucket, key }) => stored(bucket, key),
      'inspector.walk': async ({ key, withoutDrives, kmsSecretKey }, { signal }) => {
        if (key === 'elsewhere.txt' && kmsSecretKey === undefined) return elsewhere();
        if (key === 'no-engine.txt')
          throw new SealabError('no-engine', 'Docker does not answer, so no drive can be read.', {
            fix: 'Start Docker, then walk again.',
          });
        if (key === 'huge.bin') await aborted(signal);
        const sample = withoutDrives.length === 2 ? 'two-drives.txt' : key;
        return { ...(walks.get(sample) ?? sampleWalk()), key };
      },
      'inspector.reveal': async () => ({ value: '7be2'.repeat(16), coverAfterSeconds: 2 }),
    }),
  );
  ({ sealab, server: fed } = shown);
  walk = new WalkPage(sealab.page);
  await sealab.proof.waitFor({ timeout: 30_000 });
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

function stored(bucket: string, key: string): StoredObject {
  return {
    bucket,
    key,
    versionId: 'null',
    encryption: 'sse-s3',
    isMultipart: false,
    parts: [],
    drives: DRIVES.map((drive) => ({ drive, state: 'ok', isInline: false, fields: [], files: [] })),
    versions: [],
  };
}

/** An object of a MinIO without KES: the KES of the lab says that it did not seal its data key. */
function elsewhere(): WalkView {
  const view = sealedWalk();
  const error: WireError = {
    code: 'kes-error',
    message: 'KES does not decrypt a data key: not authentic.',
    details: { status: 400 },
  };
  const steps = view.steps.map((step) => (step.state === 'failed' ? { ...step, error } : step));
  return { ...view, key: 'elsewhere.txt', steps };
}

async function aborted(signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  throw cancelledError();
}

test('a sealed Vault opens the walk at the step that it stops, with its fix; what follows has no input', async () => {
  await walk.open(fed.lab, 'invoices', 'sealed.txt');
  await walk
    .panel(/^5\. Open the data key/)
    .getByText(/because Vault is sealed/)
    .waitFor();
  expect(await walk.giveBuiltinKey.count()).toBe(0);
  await walk.step(/12\. /).click();
  await sealab.text('The walk stops at step 5, so this step has no input.').waitFor();
  expect(await walk.chain.getByRole('button', { name: /data key not opened/ }).count()).toBe(1);
  await expectFitForAll(sealab);
});

test('a data key that the lab’s KES did not seal may be MinIO’s own: its built-in key can be given', async () => {
  await walk.open(fed.lab, 'invoices', 'elsewhere.txt');
  await walk.giveBuiltinKey.click();
  const dialog = sealab.page.getByRole('dialog', { name: 'Give MinIO’s built-in key' });
  const field = dialog.getByLabel('MINIO_KMS_SECRET_KEY', { exact: true });
  await field.fill('my-key');
  await dialog.getByRole('button', { name: 'Walk with it' }).click();
  await dialog.getByText(/^It is a name, a colon, and 32 bytes in base64/).waitFor();
  await expectFitForAll(sealab);
  await field.fill(`export MINIO_KMS_SECRET_KEY=my-key:${btoa('7'.repeat(32))}`);
  await dialog.getByText('The key my-key, 32 bytes.').waitFor();
  await sealab.press('Enter');
  await walk.verdict(/^Plaintext reached/).waitFor();
  await walk.given.getByText(/neither KES nor Vault is asked/).waitFor();
  await sealab.text(/--kms-secret-key-file FILE/).waitFor();
  await expectFitForAll(sealab);
});

test('SSE-C begins with the customer key, and the steps of the KMS say why they are left out', async () => {
  await walk.open(fed.lab, 'invoices', 'customer.txt');
  await walk.chain.getByText('customer key').waitFor();
  await walk.step(/5\. /).click();
  await walk.panel(/^5\. /).getByText('SSE-C asks no KMS.').waitFor();
  await expectFitForAll(sealab);
});

test('a multipart object has a key for each part', async () => {
  await walk.open(fed.lab, 'invoices', 'parts.bin');
  await walk.chain.getByText('part keys').click();
  for (const part of [2, 5, 7]) await walk.reveal(`part key ${part}`).waitFor();
  await expectFitForAll(sealab);
});

test('a plain object has no key, and a strip of plaintext; a delete marker has nothing to open', async () => {
  await walk.open(fed.lab, 'invoices', 'plain.txt');
  await sealab.text(/^Not encrypted: the bytes on the drives are the content/).waitFor();
  await walk.strip.getByText('1 run of plaintext').first().waitFor();
  await walk.open(fed.lab, 'invoices', 'deleted.txt');
  expect(await walk.strip.count()).toBe(0);
  await walk.verdict(/^Nothing to open$/).waitFor();
  await expectFitForAll(sealab);
});

test('with two of four drives taken away the object is reconstructed, and the strip shows what is missing', async () => {
  await walk.open(fed.lab, 'invoices', '2026/letter.txt');
  await walk.step(/10\. /).click();
  await walk.toggleDrive('minio1');
  await walk.toggleDrive('minio2');
  await walk.strip.getByText('nothing that can be used').first().waitFor();
  await sealab.text(/--without minio1,minio2/).waitFor();
  await sealab.text('Reconstructed from 2 parity shards').waitFor();
  await expectFitForAll(sealab);
});

test('a revealed secret covers itself after the time that the core gives', async () => {
  await walk.open(fed.lab, 'invoices', 'kms.txt');
  await walk.step(/7\. /).click();
  await walk.reveal('data key').click();
  await walk.cover('data key').waitFor();
  await walk.reveal('data key').waitFor({ timeout: 10_000 });
  expect(await sealab.page.content()).not.toContain('7be2 7be2');
});

test('a walk can be cancelled and begun again, and one that cannot begin says why', async () => {
  await walk.go(fed.lab, 'invoices', 'huge.bin');
  await walk.cancel.click();
  await sealab.text('Cancelled. A walk only reads: nothing was changed.').waitFor();
  await expectFitForAll(sealab);
  await walk.again.click();
  await walk.cancel.waitFor();
  await walk.go(fed.lab, 'invoices', 'no-engine.txt');
  await sealab.text('Docker does not answer, so no drive can be read.').waitFor();
  await expectFitForAll(sealab);
});
