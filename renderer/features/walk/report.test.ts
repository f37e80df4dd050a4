import { expect, test } from 'vitest';
import { jsonReport, markdownReport } from './report.ts';
import { step, value } from './testing/sample-step.ts';
import { sampleWalk, sealedWalk } from './testing/sample-walks.ts';

const ABOUT = { lab: 'first-lab', at: '2026-11-21T17:00:00.000Z' };

test('a report has every step with its origins and checks, and the digest of the plaintext', () => {
  const text = markdownReport(sampleWalk(), ABOUT);
  expect(text).toContain('# From drive to plaintext: `invoices/2026/letter.txt`');
  expect(text.match(/^## /gm)).toHaveLength(14);
  expect(text).toContain('| data key | 32 bytes | [covered] | KES /v1/key/decrypt/my-key |');
  expect(text).toContain(sampleWalk().plaintext?.sha256);
  expect(text).toContain('sealab inspect first-lab invoices/2026/letter.txt');
});

test('no report ever holds a secret, even where a value came along with one', () => {
  const leaking = sampleWalk({
    steps: [step('kek', { outputs: [value('kek', { isSecret: true, value: 'c0ffee'.repeat(10) })] })],
  });
  expect(markdownReport(leaking, ABOUT)).not.toContain('c0ffee');
  expect(jsonReport(leaking, ABOUT)).not.toContain('c0ffee');
});

test('a walk that stopped says in its report why, and what has no input', () => {
  const text = markdownReport(sealedWalk(), ABOUT);
  expect(text).toContain('## 5. Open the data key: failed');
  expect(text).toContain('because Vault is sealed');
  expect(text).toContain('## 7. Derive the key encryption key: not-reached');
});

test('the JSON has the form of `sealab inspect --json`', () => {
  expect(JSON.parse(jsonReport(sampleWalk(), ABOUT))).toMatchObject({
    object: 'invoices/2026/letter.txt',
    encryption: 'sse-s3',
    keyName: 'my-key',
    versionId: 'null',
    parts: 1,
    plaintextSha256: sampleWalk().plaintext?.sha256,
  });
});

test('names with table signs and backticks break neither table nor code', () => {
  const text = markdownReport(
    sampleWalk({
      key: 'a`b|c.txt',
      steps: [step('read', { inputs: [value('x', { name: 'a|b', value: 'c`|d', type: 'text' })] })],
    }),
    ABOUT,
  );
  expect(text).toContain(String.raw`\`\` invoices/a\`b\|c.txt \`\``.replaceAll(String.raw`\``, '`'));
  expect(text).toContain(String.raw`| a\|b |`);
});
