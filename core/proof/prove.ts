import type { ProofView } from '#shared/contract/labs.ts';
import { isCancelled, SealabError, toSealabError } from '#shared/errors.ts';
import type { LabSession } from '../labs/session.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import type { BucketEncryption, ObjectStore } from '../ports/services.ts';
import { controlCheck, headerCheck, plaintextCheck, roundTripCheck, sealedKeyCheck } from './checks.ts';
import { EVIDENCE_FILE, readEvidence } from './evidence.ts';
import { MARKER_SIZES, makeMarker, repeatMarker } from './marker.ts';
import { searchDrives } from './search.ts';

export const PROOF_BUCKET = 'sealab-proof';
export const CONTROL_BUCKET = 'sealab-control';

interface MarkedObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/**
 * Proves that this lab encrypts: a marker is written encrypted, read back and compared; the server's header, the
 * sealed key in xl.meta and a search of every drive must agree. As the control the same marker is written
 * unencrypted, must be found by the same search, and is deleted. Throws only when this cannot be carried out: a
 * failed check is a result. The result is kept in the lab as evidence.
 */
export async function proveLab(session: LabSession, context: OperationContext): Promise<ProofView> {
  try {
    return await carryOut(session, context);
  } catch (thrown) {
    // A lab whose proof broke off is not proven any more, whatever the proof before it said.
    if (!isCancelled(thrown)) await keepBrokenOff(session, toSealabError(thrown));
    throw thrown;
  }
}

async function keepBrokenOff(session: LabSession, error: SealabError): Promise<void> {
  const before = await readEvidence(session.folder);
  const serverCode = error.details?.['serverCode'];
  const proof: ProofView = {
    provenAt: session.ports.clock.now().toISOString(),
    tookMs: 0,
    ok: false,
    bucket: before?.bucket ?? PROOF_BUCKET,
    object: before?.object ?? '',
    encryption: session.definition.encryption,
    keyName: session.definition.keyName,
    roundTrip: false,
    sealedKey: false,
    plaintextOnDrives: false,
    control: false,
    checks: [
      {
        id: 'round-trip',
        title: 'Read back equals what was written',
        ok: false,
        evidence: typeof serverCode === 'string' ? `${serverCode}: ${error.message}` : error.message,
      },
    ],
  };
  await session.folder.write(EVIDENCE_FILE, `${JSON.stringify(proof, null, 2)}\n`);
}

async function carryOut(session: LabSession, context: OperationContext): Promise<ProofView> {
  const { clock, crypto } = session.ports;
  const { signal } = context;
  const startMs = clock.monotonicMs();
  const provenAt = clock.now().toISOString();
  using clients = await session.connect();
  const store = firstNode(session, clients.objects);

  await Promise.all([
    prepareBucket(store, { bucket: PROOF_BUCKET, encryption: defaultEncryption(session) }, signal),
    prepareBucket(store, { bucket: CONTROL_BUCKET, encryption: { kind: 'none' } }, signal),
  ]);
  const marker = makeMarker(crypto);
  const stamp = provenAt.replaceAll(/[:.]/g, '-');
  const bodies = MARKER_SIZES.map(({ name, bytes }) => ({ name, body: repeatMarker(marker, bytes) }));
  const objects = bodies.map(({ name, body }) => ({ key: `${stamp}-${name}.txt`, body }));
  // Always the same names: what a proof that was cut off left behind is overwritten and removed by the next one.
  const controls = bodies.map(({ name, body }) => ({ key: `control-${name}.txt`, body }));
  const under = [PROOF_BUCKET, CONTROL_BUCKET, '.minio.sys'];
  // One search, for the proof and for its control.
  const search = async () =>
    await searchDrives(session.engine.drives, { lab: session.lab, under, needle: marker }, signal);

  context.report({ detail: 'writing a marker with encryption' });
  await Promise.all(objects.map(async (object) => await store.put(PROOF_BUCKET, object, signal)));
  const [read, heads] = await Promise.all([
    Promise.all(objects.map(async ({ key }) => await store.get(PROOF_BUCKET, key, signal))),
    Promise.all(objects.map(async ({ key }) => await store.head(PROOF_BUCKET, key, signal))),
  ]);
  context.report({ detail: 'looking for the marker on the drives' });
  const sealed = await sealedKeyCheck(
    session,
    PROOF_BUCKET,
    objects.map(({ key }) => key),
  );
  const plaintext = plaintextCheck(
    await search(),
    objects.map(({ key }) => key),
  );
  context.report({ detail: 'writing the same marker without encryption, as the control' });
  const control = await runControl(store, { objects: controls, search }, signal);

  const checks = [
    roundTripCheck(
      objects.map(({ body }) => body),
      read,
      crypto,
    ),
    headerCheck(session.definition, heads),
    sealed,
    plaintext,
    control,
  ];
  const isOk = (id: ProofView['checks'][number]['id']): boolean =>
    checks.some((check) => check.id === id && check.ok);
  const proof: ProofView = {
    provenAt,
    tookMs: Math.round(clock.monotonicMs() - startMs),
    ok: checks.every((check) => check.ok),
    bucket: PROOF_BUCKET,
    object: objects[0]?.key ?? '',
    encryption: session.definition.encryption,
    keyName: session.definition.keyName,
    roundTrip: isOk('round-trip') && isOk('header'),
    sealedKey: isOk('sealed-key'),
    plaintextOnDrives: !isOk('plaintext-on-drives'),
    control: isOk('control'),
    checks,
  };
  await keep(session, store, { proof, keys: new Set(objects.map(({ key }) => key)), signal });
  context.report({ detail: proof.ok ? 'encrypted: five checks agree' : 'not proven' });
  return proof;
}

/** What `up` and `prove` throw when a check failed; the lab stays up, so that it can be looked at. */
export function proofError(lab: string, proof: ProofView): SealabError {
  const failed = proof.checks.filter((check) => !check.ok);
  return new SealabError(
    'proof-failed',
    `Lab ${lab} runs, but its encryption is not proven: ${failed.map((check) => check.title).join('; ')}.`,
    {
      fix: 'Run `sealab doctor NAME`. The lab stays up, so that you can look at it.',
      details: { evidence: failed.map((check) => check.evidence) },
    },
  );
}

async function runControl(
  store: ObjectStore,
  {
    objects,
    search,
  }: { readonly objects: readonly MarkedObject[]; readonly search: () => ReturnType<typeof searchDrives> },
  signal: AbortSignal,
): Promise<ProofView['checks'][number]> {
  await Promise.all(objects.map(async (object) => await store.put(CONTROL_BUCKET, object, signal)));
  try {
    return controlCheck(
      await search(),
      objects.map(({ key }) => key),
    );
  } finally {
    await Promise.all(objects.map(async ({ key }) => await store.remove(CONTROL_BUCKET, key, signal)));
  }
}

/** What `carryOut` names its objects: the time of the proof and the name of the size. */
const PROOF_OBJECT = /^\d{4}-\d\d-\d\dT[\d-]+Z-\w+\.txt$/;

/** Keeps the newest proof and its objects; those of the proofs before it, also of one that was cut off, are removed. */
async function keep(
  session: LabSession,
  store: ObjectStore,
  {
    proof,
    keys,
    signal,
  }: { readonly proof: ProofView; readonly keys: ReadonlySet<string>; readonly signal: AbortSignal },
): Promise<void> {
  await session.folder.write(EVIDENCE_FILE, `${JSON.stringify(proof, null, 2)}\n`);
  const { rows } = await store.list(
    { bucket: PROOF_BUCKET, prefix: '', delimiter: '/', versions: false, limit: 1000 },
    signal,
  );
  const old = rows.filter(({ key }) => PROOF_OBJECT.test(key) && !keys.has(key));
  await Promise.all(old.map(async ({ key }) => await store.remove(PROOF_BUCKET, key, signal)));
}

async function prepareBucket(
  store: ObjectStore,
  { bucket, encryption }: { readonly bucket: string; readonly encryption: BucketEncryption },
  signal: AbortSignal,
): Promise<void> {
  await store.ensureBucket(bucket, signal);
  if (encryption.kind !== 'none') await store.setEncryption(bucket, encryption, signal);
}

function defaultEncryption({ definition }: LabSession): BucketEncryption {
  return definition.encryption === 'sse-kms'
    ? { kind: 'sse-kms', keyName: definition.keyName }
    : { kind: 'sse-s3' };
}

function firstNode(session: LabSession, objects: Readonly<Record<string, ObjectStore>>): ObjectStore {
  const store = objects[session.nodes[0]?.name ?? ''];
  if (store === undefined) throw new SealabError('internal', `Lab ${session.lab} has no MinIO node.`);
  return store;
}
