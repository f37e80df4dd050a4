import { describe, expect, it } from 'vitest';
import type { KeyGraph, KeyUse } from '#shared/contract/keys.ts';
import { SealabError } from '#shared/errors.ts';
import { runAction } from '../actions/run-action.ts';
import { OperationLog } from '../operations.ts';
import type { TracedRequest } from '../ports/services.ts';
import { traced, tracedRequest } from '../testing/fake-node-admin.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import { ManualClock, settle } from '../testing/manual-clock.ts';
import { KeyFeeds } from './key-feeds.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';

/** Vault's answer to a request, as its audit log has it. */
function auditLine(
  at: string,
  {
    operation,
    path,
    by,
  }: { readonly operation: string; readonly path: string; readonly by: 'kes' | 'root' | 'sealab' },
): string {
  const auth = {
    kes: { display_name: 'approle', metadata: { role_name: 'kes' } },
    root: { display_name: 'root' },
    sealab: { display_name: 'token-sealab' },
  }[by];
  const response = operation === 'read' ? { data: { key: 'hmac-sha256:ab' } } : {};
  return JSON.stringify({ time: at, type: 'response', auth, request: { operation, path }, response });
}

async function following() {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB });
  const clock = new ManualClock();
  const ports = { ...run.ports, clock };
  const operations = new OperationLog(clock);
  const feeds = new KeyFeeds(ports, operations);
  const controller = new AbortController();
  const graphs: KeyGraph[] = [];
  const uses: KeyUse[] = [];
  let lost = 0;
  const graph = feeds.graph(LAB, { signal: controller.signal, publish: (value) => void graphs.push(value) });
  const stream = feeds.uses(LAB, {
    signal: controller.signal,
    write: async (chunk) => {
      uses.push(...chunk.uses);
      lost += chunk.lost;
    },
  });
  await settle();
  const act = async (action: string, input: Record<string, string> = {}): Promise<void> => {
    await operations.run(
      { name: 'actions.run', title: action, lab: LAB },
      { signal: controller.signal, report: () => undefined },
      async () => await runAction(run.ports, { lab: LAB, action, input }, quietly()),
    );
    await settle();
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) await clock.advance(100);
  };
  const node = (id: string) => graphs.at(-1)?.nodes.find((known) => known.id === id);
  const edge = (id: string) => graphs.at(-1)?.edges.find((known) => known.id === id);
  const now = (): string => clock.now().toISOString();
  const end = async (): Promise<void> => {
    controller.abort();
    await Promise.all([graph, stream]);
  };
  return {
    run,
    clock,
    pass,
    graphs,
    uses,
    act,
    node,
    edge,
    now,
    end,
    lost: () => lost,
    count: async (bucket: string) => {
      const counted = await feeds.count(
        { lab: LAB, bucket, limit: 10 },
        { signal: controller.signal, report: () => {} },
      );
      // As every operation, it makes the watch look again.
      await act('bucket.create', { bucket: 'after' });
      return counted;
    },
    trace: (...requests: readonly Partial<TracedRequest>[]) =>
      traced(
        run.world,
        LAB,
        requests.map((part) => tracedRequest({ at: now(), ...part })),
      ),
    audit: (request: Parameters<typeof auditLine>[1], at = now()) =>
      run.world.engine.print(LAB, 'vault', auditLine(at, request)),
  };
}

describe('the graph of keys', () => {
  it('goes from the shares to the objects, and is sent again only when it says something else', async () => {
    const { graphs, node, edge, clock, pass, end } = await following();
    expect(node('share:3')).toMatchObject({
      state: 'present',
      stateText: 'given, 3 of 3',
      secretId: 'share-3',
    });
    expect(node('share:4')).toMatchObject({ state: 'absent', stateText: 'kept back' });
    expect(node('root')).toMatchObject({ state: 'present', stateText: 'open' });
    expect(node('keyring')).toMatchObject({ state: 'present', stateText: 'term 1' });
    expect(node('kv:my-key')).toMatchObject({ state: 'present', stateText: 'kv version 1' });
    expect(node('kes:my-key')).toMatchObject({ kind: 'kes-key', state: 'present' });
    expect(node('bucket:sealab-proof')).toMatchObject({ state: 'present', stateText: 'SSE-S3 with my-key' });
    expect(edge('kes:my-key>bucket:sealab-proof')).toMatchObject({ label: 'default of', isInUse: true });
    expect(edge('kes:my-key>bucket:sealab-control')).toMatchObject({ isInUse: false });
    const seen = graphs.length;
    for (let second = 0; second < 60; second += 1) await pass(1_000);
    expect(graphs.length).toBe(seen);
    await end();
    expect(clock.sleeping).toBe(0);
  });

  it('names the version of a KES that names none by the component that was started', async () => {
    const { run, node, end } = await following();
    const kes = run.ports.components.defaultVersion('kes');
    const said = node('kes:my-key')?.evidence.find(({ source }) => source === 'GET /v1/status of KES');
    expect(said?.text).toBe(
      `built from source without a version of its own (the lab’s component is kes ${kes}), the key store answers`,
    );
    await end();
  });

  it('tells how objects are encrypted once they were counted, from the drives alone', async () => {
    const { node, act, pass, count, end } = await following();
    await act('bucket.create', { bucket: 'docs' });
    await act('object.put', { bucket: 'docs', object: 'plain.txt', text: 'x' });
    await act('bucket.encryption.set', { bucket: 'docs', encryption: 'sse-s3' });
    await act('object.put', { bucket: 'docs', object: 'a.txt', text: 'x' });
    await pass(3_000);
    expect(node('objects:docs')?.count).toBeUndefined();
    const counted = await count('docs');
    await pass(3_000);
    expect(counted.groups.map(({ encryption, objects }) => [encryption, objects])).toEqual([
      ['none', 1],
      ['sse-s3', 1],
    ]);
    expect(node('objects:docs')?.count).toEqual(counted);
    expect(node('objects:docs')?.stateText).toContain('1 of 2 encrypted');
    await end();
  });

  it('never holds the value of a key', async () => {
    const { graphs, end } = await following();
    const text = JSON.stringify(graphs);
    expect(text).toContain('my-key');
    expect(text).not.toContain(btoa('my-key'.padEnd(32, '.')));
    await end();
  });

  it('follows seal and unseal at once', async () => {
    const { act, node, edge, end } = await following();
    await act('vault.seal');
    expect(node('root')).toMatchObject({ state: 'absent', stateText: 'sealed' });
    expect(node('share:1')).toMatchObject({ state: 'absent', stateText: 'not given, 0 of 3' });
    expect(node('kv:my-key')).toMatchObject({ state: 'absent', stateText: 'sealed, on disk only' });
    expect(edge('root>keyring')?.isInUse).toBe(false);
    await act('vault.unseal');
    expect(node('root')).toMatchObject({ state: 'present', stateText: 'open' });
    expect(edge('keyring>kv:my-key')?.isInUse).toBe(true);
    await end();
  });

  it('tells that Vault was unsealed by its own log, from before nothing', async () => {
    const { run, uses, pass, now, end } = await following();
    run.world.engine.print(LAB, 'vault', '2026-11-21T09:00:00.000Z [INFO]  core: vault is unsealed');
    await pass(1_000);
    run.world.engine.print(LAB, 'vault', `${now()} [INFO]  core: vault is unsealed`);
    await pass(1_000);
    expect(uses).toMatchObject([
      {
        request: 'Vault is unsealed',
        edges: ['share:1>root', 'share:2>root', 'share:3>root', 'root>keyring'],
      },
    ]);
    await end();
  });

  it('knows after a long seal that KES has emptied its cache', async () => {
    const { act, node, audit, pass, end } = await following();
    audit({ operation: 'read', path: 'kv/my-key', by: 'kes' });
    await pass(1_000);
    await act('vault.seal');
    await pass(10_000);
    expect(node('kes:my-key')).toMatchObject({ state: 'unknown' });
    await pass(15_000);
    expect(node('kes:my-key')).toMatchObject({ state: 'absent', stateText: 'not cached: no Vault' });
    await act('vault.unseal');
    expect(node('kes:my-key')?.stateText).toContain('not cached since');
    audit({ operation: 'read', path: 'kv/my-key', by: 'kes' });
    await pass(1_000);
    expect(node('kes:my-key')).toMatchObject({ state: 'present' });
    await end();
  });

  it('shows a key that was made, whoever made it', async () => {
    const { act, node, audit, run, end } = await following();
    await act('key.create', { key: 'invoices' });
    expect(node('kes:invoices')).toMatchObject({ state: 'absent', stateText: 'not cached' });
    run.world.vaultOf(LAB).keys.add('elsewhere');
    audit({ operation: 'create', path: 'kv/elsewhere', by: 'kes' });
    await settle();
    expect(node('kv:elsewhere')?.facts).toContainEqual({ name: 'Created', value: '2026-11-21T09:00:00Z' });
    await end();
  });

  it('shows a bucket’s default when the trace tells that it changed', async () => {
    const { run, node, trace, end } = await following();
    run.world.minioOf(LAB).buckets.set('photos', { kind: 'sse-kms', keyName: 'my-key' });
    trace({ operation: 'PutBucketEncryption', method: 'PUT', key: '', encryption: undefined });
    await settle();
    expect(node('bucket:photos')).toMatchObject({ stateText: 'SSE-KMS with my-key' });
    await end();
  });

  it.each([
    ['vault', 'root', { state: 'absent', stateText: 'Vault is stopped' }],
    ['kes', 'kes:my-key', { state: 'absent', stateText: 'KES is stopped' }],
    ['minio', 'objects:sealab-proof', { state: 'unknown', stateText: 'MinIO does not answer' }],
  ])('goes on without %s, and says what is not known', async (service, id, expected) => {
    const { run, pass, node, end } = await following();
    run.world.killService(`${LAB}/${service}`);
    await pass(12_000);
    expect(node(id)).toMatchObject(expected);
    expect(
      node(id)
        ?.evidence.map(({ text }) => text)
        .join(),
    ).not.toBe('');
    await end();
  });

  it('ends with the lab', async () => {
    const { run, pass, end } = await following();
    await run.rm(LAB);
    await pass(5_000);
    await expect(end()).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('whether KES has a key in its cache', () => {
  it('is deduced from Vault’s audit log, the uses that were seen, and KES’s rules', async () => {
    const { run, pass, node, audit, trace, now, end } = await following();
    run.world.vaultOf(LAB).keys.add('photos-key');
    audit({ operation: 'create', path: 'kv/photos-key', by: 'kes' });
    await settle();
    expect(node('kes:photos-key')).toMatchObject({ state: 'absent' });
    audit({ operation: 'read', path: 'kv/photos-key', by: 'kes' });
    await pass(500);
    expect(node('kes:photos-key')).toMatchObject({ state: 'present' });
    await pass(9_000);
    trace({ at: now(), encryption: 'sse-kms', keyName: 'photos-key' });
    await pass(8_000);
    expect(node('kes:photos-key')).toMatchObject({ state: 'present' });
    await pass(6_000);
    expect(node('kes:photos-key')).toMatchObject({ state: 'unknown', stateText: 'about to leave the cache' });
    await pass(10_000);
    expect(node('kes:photos-key')).toMatchObject({ state: 'absent', stateText: 'not cached' });
    await end();
  });
});

describe('a use of a key', () => {
  it('is told with the request, what KES was asked, and that Vault was not', async () => {
    const { run, uses, pass, trace, audit, end } = await following();
    run.world.minioOf(LAB).buckets.set('photos', { kind: 'sse-s3' });
    audit({ operation: 'read', path: 'kv/my-key', by: 'kes' });
    trace({ operation: 'PutBucketEncryption', method: 'PUT', key: '', encryption: undefined });
    await pass(5_000);
    uses.splice(0);
    trace({});
    await pass(1_000);
    expect(uses).toMatchObject([
      {
        request: 'GET photos/a.txt',
        hops: [
          { text: 'MinIO asks KES to decrypt with my-key', place: 'kes', isDeduced: true },
          { text: 'Vault is not asked: KES has the key in its cache', place: 'vault', isDeduced: true },
        ],
        edges: ['kes:my-key>bucket:photos', 'bucket:photos>objects:photos'],
        ok: true,
        isHeartbeat: false,
      },
    ]);
    await end();
  });

  it('that sets a default is told when MinIO has said which, and never by the default before it', async () => {
    const { run, uses, pass, trace, end } = await following();
    const { buckets } = run.world.minioOf(LAB);
    buckets.set('photos', { kind: 'sse-s3' });
    const set = { operation: 'PutBucketEncryption', method: 'PUT', key: '', encryption: undefined } as const;
    trace(set);
    await pass(3_000);
    uses.splice(0);
    buckets.set('photos', { kind: 'sse-kms', keyName: 'my-key' });
    let isRefused = true;
    run.world.calls.hook = ({ name }) => {
      if (isRefused && name === 'admin.bucketDefault') throw new SealabError('s3-error', 'Slow down.');
    };
    trace(set);
    await pass(1_000);
    expect(uses).toEqual([]);
    isRefused = false;
    await pass(3_000);
    expect(uses[0]?.hops[0]?.text).toBe(
      'MinIO asks KES for a data key under my-key, to see that the key is there',
    );
    await end();
  });

  it('that sets a default which MinIO does not tell says that it is not known', async () => {
    const { run, uses, pass, trace, end } = await following();
    run.world.minioOf(LAB).buckets.set('photos', { kind: 'sse-s3' });
    run.world.calls.hook = ({ name }) => {
      if (name === 'admin.bucketDefault') throw new SealabError('s3-error', 'Slow down.');
    };
    trace({ operation: 'PutBucketEncryption', method: 'PUT', key: '', encryption: undefined });
    await pass(7_000);
    expect(uses).toMatchObject([{ hops: [{ text: 'It is not known which key the new default names' }] }]);
    await end();
  });

  it('goes down to Vault where KES read the key meanwhile', async () => {
    const { uses, pass, trace, audit, end } = await following();
    audit({ operation: 'read', path: 'kv/my-key', by: 'kes' });
    trace({ bucket: 'sealab-proof', key: 'b', operation: 'PutObject', method: 'PUT' });
    await pass(2_000);
    expect(uses).toMatchObject([
      {
        request: 'PUT sealab-proof/b',
        hops: [
          { text: 'MinIO asks KES for a data key under my-key' },
          { text: 'KES reads kv/my-key from Vault: it was not in its cache' },
        ],
        edges: [
          'keyring>kv:my-key',
          'kv:my-key>kes:my-key',
          'kes:my-key>bucket:sealab-proof',
          'bucket:sealab-proof>objects:sealab-proof',
        ],
      },
    ]);
    await end();
  });

  it('in parts is told by the bucket’s default, which the answers do not tell', async () => {
    const { uses, pass, trace, node, end } = await following();
    trace(
      { bucket: 'sealab-proof', operation: 'NewMultipartUpload', method: 'POST', encryption: undefined },
      { bucket: 'sealab-proof', operation: 'PutObjectPart', method: 'PUT' },
      { bucket: 'sealab-proof', operation: 'CompleteMultipartUpload', method: 'POST', encryption: undefined },
      { bucket: 'sealab-control', operation: 'NewMultipartUpload', method: 'POST', encryption: undefined },
    );
    await pass(1_000);
    expect(uses.map(({ request, hops }) => `${request}: ${hops[0]?.text}`)).toEqual([
      'POST sealab-proof/a.txt (begin an upload in parts): MinIO asks KES for a data key under my-key',
      'PUT sealab-proof/a.txt (a part): MinIO asks KES to decrypt with my-key',
      'POST sealab-proof/a.txt (end of the upload): MinIO asks KES to decrypt with my-key',
      'POST sealab-control/a.txt (begin an upload in parts): No key is used, unless the request itself named one',
    ]);
    expect(node('objects:sealab-proof')?.stateText).toContain('1 written since');
    await end();
  });

  it('by a HEAD does not claim a key while KES is without Vault', async () => {
    const { act, uses, pass, trace, end } = await following();
    await act('vault.seal');
    uses.splice(0);
    trace({ operation: 'HeadObject', method: 'HEAD' });
    await pass(1_000);
    expect(uses[0]?.hops[1]?.text).toContain('KES does not reach Vault');
    await end();
  });

  it('by a list is told only where KES’s counter rose', async () => {
    const { run, uses, pass, trace, now, end } = await following();
    const list = { operation: 'ListObjectsV2', key: '', encryption: undefined };
    await pass(5_000);
    trace({ ...list, at: now() });
    await pass(3_000);
    expect(uses.at(-1)).toMatchObject({
      request: 'LIST photos',
      edges: [],
      hops: [{ text: 'No key is used: KES is not asked' }],
    });
    run.world.minioOf(LAB).counts.set('minio', { s3: 99, keys: 99 });
    trace({ ...list, at: now() });
    await pass(3_000);
    expect(uses.at(-1)?.hops[0]).toMatchObject({
      text: expect.stringContaining('MinIO asks KES to decrypt the key of each'),
    });
    await end();
  });

  it('that is refused says with which words', async () => {
    const { uses, pass, trace, end } = await following();
    trace({ status: 500, encryption: undefined, refusal: '500 kms:DecryptionFailed: failed to decrypt' });
    await pass(1_000);
    expect(uses[0]).toMatchObject({
      ok: false,
      hops: [{ text: 'MinIO asks KES to decrypt with my-key, and gets none' }, {}],
    });
    expect(uses[0]?.hops[0]?.evidence).toContain('kms:DecryptionFailed');
    await end();
  });

  it.each([
    [{ encryption: undefined }, 'No key is used: the object is not encrypted'],
    [{ encryption: 'sse-c' as const }, 'The client brings the key: KES and Vault are not asked'],
  ])('%j needs no KES key, and says so', async (part, text) => {
    const { uses, pass, trace, end } = await following();
    trace(part);
    await pass(1_000);
    expect(uses).toMatchObject([{ hops: [{ text }], edges: [] }]);
    await end();
  });

  it('of Sealab, MinIO or KES itself is a heartbeat', async () => {
    const { uses, pass, trace, audit, end } = await following();
    audit({ operation: 'read', path: 'kv/my-key', by: 'kes' });
    audit({ operation: 'update', path: 'auth/token/renew-self', by: 'kes' });
    trace({ isLook: true, encryption: undefined });
    await pass(2_000);
    expect(uses.map(({ request, isHeartbeat }) => `${request}: ${isHeartbeat}`).toSorted()).toEqual([
      'GET photos/a.txt: true',
      'KES puts my-key into its cache: true',
      'KES renews its token in Vault: true',
    ]);
    await end();
  });

  it('that only KES’s counter knows of is MinIO’s poll, or nobody’s', async () => {
    const { run, uses, pass, end } = await following();
    await pass(5_000);
    const { counts } = run.world.minioOf(LAB);
    const keys = counts.get('minio')?.keys ?? 0;
    counts.set('minio', { s3: 0, keys: keys + 1 });
    await pass(6_000);
    counts.set('minio', { s3: 0, keys: keys + 8 });
    await pass(6_000);
    expect(uses).toMatchObject([
      { request: 'MinIO looks at my-key in KES', isHeartbeat: true, edges: [] },
      { request: 'KES answers 7 key requests', isHeartbeat: false, edges: [] },
    ]);
    await end();
  });

  it('by a person in Vault itself is told too', async () => {
    const { uses, pass, audit, end } = await following();
    audit({ operation: 'read', path: 'kv/my-key', by: 'root' });
    await pass(1_000);
    expect(uses).toMatchObject([
      { request: 'the root token reads my-key in Vault', edges: ['keyring>kv:my-key'], isHeartbeat: false },
    ]);
    await end();
  });
});

describe('many uses', () => {
  it('come through at 2,000 a second, in order, none lost', async () => {
    const { uses, pass, trace, now, lost, end } = await following();
    for (let tick = 0; tick < 50; tick += 1) {
      trace(...Array.from({ length: 200 }, (_, index) => ({ at: now(), key: `${tick * 200 + index}` })));
      await pass(100);
    }
    await pass(2_000);
    expect(uses.length).toBe(10_000);
    expect(uses.every(({ request }, index) => request === `GET photos/${index}`)).toBe(true);
    expect(lost()).toBe(0);
    await end();
  });

  it('more than anybody can take are counted as lost, and memory stays bounded', async () => {
    const { uses, pass, trace, lost, end } = await following();
    trace(...Array.from({ length: 50_000 }, (_, index) => ({ key: `${index}` })));
    await pass(3_000);
    expect(uses.length + lost()).toBe(50_000);
    expect(lost()).toBeGreaterThan(0);
    await end();
  });
});
