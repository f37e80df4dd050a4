import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { filesArchive } from './service-files.ts';

test('files are private to the user of the container, and so are their folders', async () => {
  const reader = extract();
  reader.end(
    filesArchive([
      { target: '/etc/sealab/certs/CAs/ca.crt', content: 'authority' },
      { target: '/etc/sealab/vault.hcl', content: 'ünïcode' },
    ]),
  );
  const found: [string, number, number, string][] = [];
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    const { name, mode, uid } = entry.header;
    found.push([name, mode, uid, Buffer.concat(chunks).toString()]);
  }
  expect(found).toEqual([
    ['./', 0o700, 1000, ''],
    ['certs/', 0o700, 1000, ''],
    ['certs/CAs/', 0o700, 1000, ''],
    ['certs/CAs/ca.crt', 0o600, 1000, 'authority'],
    ['vault.hcl', 0o600, 1000, 'ünïcode'],
  ]);
});

test.each(['/etc/passwd', '/etc/sealab/../passwd', '/etc/sealab', '/etc/sealab/', 'x', '/etc/sealab//x'])(
  'a file at %s is refused',
  (target) => {
    expect(() => filesArchive([{ target, content: '' }])).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  },
);
