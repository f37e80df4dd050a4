import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AskedOptions,
  definitionOf,
  differences,
  formatDefinition,
  LabDefinition,
  parseDefinition,
  parseResolvedDefinition,
} from './definition.ts';

const keyName = fc.stringMatching(/^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,20}[A-Za-z0-9_])?$/);
const definition = fc.record({
  schema: fc.constant(1 as const),
  name: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/),
  topology: fc.constantFrom('standalone' as const, 'distributed' as const),
  engine: fc.constantFrom('process' as const, 'docker' as const, 'auto' as const),
  engineReason: fc.string(),
  encryption: fc.constantFrom('sse-s3' as const, 'sse-kms' as const),
  kv: fc.constantFrom(1 as const, 2 as const),
  versions: fc.record({ vault: fc.string(), kes: fc.string(), minio: fc.string() }, { requiredKeys: [] }),
  keyName,
  ports: fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.integer({ min: 1024, max: 65_535 })),
  createdAt: fc.string(),
});

const resolved = parseResolvedDefinition(
  'schema: 1\nname: first\nengine: process\nversions: { vault: "1", kes: "2", minio: "3" }\n',
  'lab.yaml',
);

describe('a lab definition', () => {
  it('comes back from its file as it was', () => {
    fc.assert(
      fc.property(definition, (made) => {
        expect(parseDefinition(formatDefinition(made), 'lab.yaml')).toEqual(made);
      }),
      { numRuns: 100 },
    );
  });

  it('takes the defaults for what a person left out', () => {
    expect(parseDefinition('schema: 1\nname: first\n', 'lab.yaml')).toMatchObject({
      topology: 'standalone',
      engine: 'auto',
      encryption: 'sse-s3',
      kv: 1,
      keyName: 'my-key',
    });
  });

  it.each([
    ['no YAML', 'schema: [1'],
    ['no map', '- 1'],
    ['nothing', ''],
    ['an unknown key', 'schema: 1\nname: first\ncolour: red'],
    ['a name that no lab can have', 'schema: 1\nname: ../x'],
    ['a name of a key that KES does not take', 'schema: 1\nname: first\nkeyName: my/key'],
    ['a name of a key that begins with a hyphen', 'schema: 1\nname: first\nkeyName: -key'],
    ['a port that needs root', 'schema: 1\nname: first\nports: { minio: 80 }'],
    ['a kv version that does not exist', 'schema: 1\nname: first\nkv: 3'],
    ['no schema', 'name: first'],
  ])('that is %s is a damaged file, named', (_what, text) => {
    expect(() => parseDefinition(text, '/labs/first/lab.yaml')).toThrow(
      expect.objectContaining({
        code: 'damaged-file',
        message: expect.stringContaining('/labs/first/lab.yaml'),
      }),
    );
  });

  it('names the key that it does not know', () => {
    expect(() => parseDefinition('schema: 1\nname: first\ncolour: red', 'lab.yaml')).toThrow(/colour/);
  });

  it('of a newer Sealab is left alone and says so', () => {
    expect(() => parseDefinition('schema: 2\nname: first\nanything: else', 'lab.yaml')).toThrow(
      expect.objectContaining({ code: 'newer-version', fix: 'Update Sealab. The lab is left as it is.' }),
    );
  });

  it.each([
    'engine: auto\nversions: { vault: "1", kes: "2", minio: "3" }',
    'engine: process\nversions: { vault: "1" }',
  ])('of a lab that exists has engine and versions decided', (text) => {
    expect(() => parseResolvedDefinition(`schema: 1\nname: first\n${text}`, 'lab.yaml')).toThrow(
      /not decided/,
    );
  });
});

describe('a request', () => {
  const definitionText = formatDefinition(
    LabDefinition.parse({
      schema: 1,
      name: 'other',
      topology: 'distributed',
      encryption: 'sse-kms',
      kv: 2,
      keyName: 'its-key',
      versions: { kes: '0.23.0', vault: '1.0.0' },
    }),
  );

  it('takes from its definition file what is not given beside it', () => {
    expect(definitionOf({ name: 'first', definitionText })).toMatchObject({
      name: 'first',
      topology: 'distributed',
      encryption: 'sse-kms',
      kv: 2,
      keyName: 'its-key',
    });
  });

  it('wins over its definition file, option by option and version by version', () => {
    expect(
      definitionOf({
        name: 'first',
        definitionText,
        topology: 'standalone',
        encryption: 'sse-s3',
        kv: 1,
        engine: 'process',
        versions: { vault: '1.18.0' },
      }),
    ).toMatchObject({
      topology: 'standalone',
      encryption: 'sse-s3',
      kv: 1,
      engine: 'process',
      versions: { vault: '1.18.0', kes: '0.23.0' },
    });
  });

  it.each<[string, Partial<AskedOptions>]>([
    ['topology: is standalone, asked distributed', { topology: 'distributed' }],
    ['engine: is process, asked docker', { engine: 'docker' }],
    ['encryption: is sse-s3, asked sse-kms', { encryption: 'sse-kms' }],
    ['kv: is 1, asked 2', { kv: 2 }],
    ['kes version: is 2, asked 9', { versions: { kes: '9' } }],
    ['key name: is my-key, asked other', { keyName: 'other' }],
    ['ports: is any, asked minio 9000', { ports: { minio: 9000 } }],
  ])('differs from the lab that is there: %s', (shown, asked) => {
    expect(differences(resolved, { name: 'first', ...asked })).toEqual([shown]);
  });

  it('that asks for what is there, or for nothing, does not differ', () => {
    expect(differences(resolved, { name: 'first' })).toEqual([]);
    expect(
      differences(resolved, {
        name: 'first',
        topology: 'standalone',
        engine: 'auto',
        encryption: 'sse-s3',
        kv: 1,
        versions: { vault: '1' },
        keyName: 'my-key',
        ports: {},
      }),
    ).toEqual([]);
  });
});
