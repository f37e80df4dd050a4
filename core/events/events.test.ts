import { describe, expect, it } from 'vitest';
import { runAction } from '../actions/run-action.ts';
import { auditLogOf } from '../testing/fake-kes.ts';
import { traced, tracedRequest } from '../testing/fake-node-admin.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import { ManualClock, settle } from '../testing/manual-clock.ts';
import type { Event } from './event.ts';
import { followEvents } from './follow.ts';
import { kesAuditEvent } from './kes-audit.ts';
import { logEvent } from './log-line.ts';
import { vaultAuditEvent } from './vault-audit.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';
const VAULT_LINE = JSON.stringify({
  time: '2026-11-21T10:00:00Z',
  type: 'response',
  auth: { display_name: 'approle' },
  request: { operation: 'read', path: 'kv/my-key' },
});
const now = new Date('2026-11-21T10:00:00.000Z');

function auditLine(path: string, code = 200): string {
  return JSON.stringify({
    time: '2026-11-21T10:00:01Z',
    request: { ip: '127.0.0.1', path, identity: 'ab' },
    response: { code, time: 100 },
  });
}

describe('a line of a log', () => {
  it.each([
    [
      '2026-11-21T09:00:00.123Z [ERROR] core: no',
      { at: '2026-11-21T09:00:00.123Z', text: '[ERROR] core: no', level: 'error' },
    ],
    [
      '[WARN] slow',
      { at: '2026-11-21T10:00:00.000Z', isStampGuessed: true, text: '[WARN] slow', level: 'warning' },
    ],
    ['FATAL Unable to start', { level: 'error' }],
    ['MinIO Object Storage Server', { level: 'info', heartbeat: false }],
    ['GET /minio/health/live', { heartbeat: true }],
    ['', { text: '', level: 'info' }],
  ])('%j is read', (line, expected) => {
    expect(logEvent('vault', line, now)).toMatchObject({ source: 'log', service: 'vault', ...expected });
  });

  it('with a time stamp of its own has no guessed one', () => {
    expect(
      logEvent('vault', '2026-11-21T09:00:00.123Z [INFO] core: yes', now).isStampGuessed,
    ).toBeUndefined();
  });
});

describe('a line of the audit log of KES', () => {
  it.each([
    [
      auditLine('/v1/key/generate/my-key'),
      { text: '200 /v1/key/generate/my-key', level: 'info', heartbeat: false },
    ],
    [auditLine('/v1/status'), { heartbeat: true }],
    [auditLine('/v1/key/decrypt/x', 403), { level: 'warning' }],
    [auditLine('/v1/key/decrypt/x', 502), { level: 'error' }],
  ])('%s is read', (line, expected) => {
    expect(kesAuditEvent(line, now)).toMatchObject({
      at: '2026-11-21T10:00:01Z',
      source: 'kes-audit',
      ...expected,
    });
  });

  it.each(['', 'text', '{}', 'null', '{"request":{"path":1},"response":{"code":"x"}}'])(
    '%j is none',
    (line) => {
      expect(kesAuditEvent(line, now)).toBeUndefined();
    },
  );
});

describe('a line of Vault’s audit log', () => {
  const audit = (part: object): string =>
    JSON.stringify({
      auth: { display_name: 'approle', metadata: { role_name: 'kes' } },
      request: { operation: 'read', path: 'kv/my-key' },
      time: '2026-11-21T10:00:01.5Z',
      type: 'response',
      ...part,
    });

  it.each([
    [audit({}), { text: 'read kv/my-key for KES', level: 'info', heartbeat: false }],
    [
      audit({ error: '1 error occurred:\n\t* permission denied\n' }),
      { text: 'read kv/my-key for KES: 1 error occurred: * permission denied', level: 'warning' },
    ],
    [
      audit({ auth: { display_name: 'token-sealab' } }),
      { text: 'read kv/my-key for Sealab', heartbeat: true },
    ],
    [
      audit({ type: 'request', request: { operation: 'update', path: 'sys/seal' } }),
      { text: 'update sys/seal for KES' },
    ],
  ])('%s is read', (line, expected) => {
    expect(vaultAuditEvent('vault', line)).toMatchObject({
      at: '2026-11-21T10:00:01.500Z',
      source: 'vault-audit',
      ...expected,
    });
  });

  it.each(['', 'core: vault is sealed', '{}', audit({ type: 'request' }), audit({ request: {} })])(
    '%j is none',
    (line) => {
      expect(vaultAuditEvent('vault', line)).toBeUndefined();
    },
  );
});

describe('the events of a lab', () => {
  it('come from every log, from KES’s audit and from what was done, until nobody listens', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    run.world.engine.print(LAB, 'vault', 'old line');
    const clock = new ManualClock();
    const controller = new AbortController();
    const events: Event[] = [];
    const following = followEvents({ ...run.ports, clock }, LAB, {
      tailLines: 1,
      signal: controller.signal,
      emit: (event) => void events.push(event),
    });
    await settle();
    events.splice(0);
    run.world.engine.print(LAB, 'minio', 'new line');
    const kes = run.world.running(LAB).find(({ spec }) => spec.service === 'kes');
    if (kes !== undefined) auditLogOf(kes).append(auditLine('/v1/key/generate/my-key'));
    await settle();
    run.world.engine.print(LAB, 'vault', VAULT_LINE);
    await settle();
    traced(run.world, LAB, [tracedRequest({})]);
    await settle();
    await runAction(run.ports, { lab: LAB, action: 'key.create', input: { key: 'another' } }, quietly());
    await settle();
    await clock.advance(1000);
    expect(events.map((event) => `${event.source} ${event.service} ${event.text.split(',')[0]}`)).toEqual([
      'log minio new line',
      'kes-audit kes 200 /v1/key/generate/my-key',
      'vault-audit vault read kv/my-key for KES',
      'minio-trace minio 200 GetObject photos/a.txt SSE-S3 3.0 ms',
      'action sealab Create a KES key',
    ]);
    controller.abort();
    await following;
    expect(clock.sleeping).toBe(0);
  });

  it('go on when KES is restarted', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    run.world.killService(`${LAB}/kes`);
    const clock = new ManualClock();
    const controller = new AbortController();
    const events: Event[] = [];
    const following = followEvents({ ...run.ports, clock }, LAB, {
      tailLines: 0,
      signal: controller.signal,
      emit: (event) => void events.push(event),
    });
    await settle();
    await run.up({ name: LAB });
    await clock.advance(2000);
    const kes = run.world.running(LAB).find(({ spec }) => spec.service === 'kes');
    if (kes !== undefined) auditLogOf(kes).append(auditLine('/v1/key/list/', 404));
    await settle();
    expect(events.filter((event) => event.source === 'kes-audit')).toMatchObject([
      { text: '404 /v1/key/list/', level: 'warning' },
    ]);
    controller.abort();
    await following;
  });
});
