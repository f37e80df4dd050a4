import { z } from 'zod';
import { WireError } from '../errors.ts';
import { feed, operation, query } from './kinds.ts';

export const LAB_NAME_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
export const LabName = z
  .string()
  .regex(
    LAB_NAME_PATTERN,
    'A lab name has 1 to 40 characters: small letters, digits and hyphens, no hyphen first or last.',
  );

export const Topology = z.enum(['standalone', 'distributed']);
export type Topology = z.infer<typeof Topology>;
export const EngineKind = z.enum(['process', 'docker', 'fake']);
export type EngineKind = z.infer<typeof EngineKind>;
export const EngineChoice = z.enum(['auto', 'docker', 'process']);
export type EngineChoice = z.infer<typeof EngineChoice>;
export const Encryption = z.enum(['sse-s3', 'sse-kms']);
export type Encryption = z.infer<typeof Encryption>;
export const KvVersion = z.union([z.literal(1), z.literal(2)]);
export type KvVersion = z.infer<typeof KvVersion>;

/** What somebody asks for when a lab is created; what is left out gets the default. */
export const LabRequest = z.strictObject({
  name: LabName,
  topology: Topology.optional(),
  engine: EngineChoice.optional(),
  encryption: Encryption.optional(),
  kv: KvVersion.optional(),
  versions: z.strictObject({ vault: z.string(), kes: z.string(), minio: z.string() }).partial().optional(),
  /** The text of a lab.yaml to start from; options given beside it win. */
  definitionText: z.string().max(65_536).optional(),
});
export type LabRequest = z.infer<typeof LabRequest>;

export const PlanStepView = z.object({
  id: z.string(),
  title: z.string(),
  group: z.string(),
  weight: z.number(),
  needs: z.array(z.string()),
});
/** What `up` would do, before it does it. */
export const PlanView = z.object({
  lab: LabName,
  isNew: z.boolean(),
  engine: EngineKind,
  engineReason: z.string(),
  steps: z.array(PlanStepView),
  listensOn: z.array(z.object({ service: z.string(), address: z.string(), what: z.string() })),
  stores: z.array(z.object({ path: z.string(), what: z.string() })),
  starts: z.array(z.object({ service: z.string(), component: z.string(), version: z.string() })),
  fetches: z.array(
    z.object({ component: z.string(), version: z.string(), how: z.string(), sizeBytes: z.number() }),
  ),
  estimateSeconds: z.number(),
  diskBytes: z.number(),
});
export type PlanView = z.infer<typeof PlanView>;

export const ServiceView = z.object({
  name: z.string(),
  component: z.string(),
  version: z.string(),
  url: z.string(),
  state: z.enum(['running', 'stopped', 'absent']),
  pid: z.number().optional(),
  /** To the next MiB, so that a snapshot that says the same is not sent again. */
  memoryBytes: z.number().optional(),
  /** Of one processor since the look before, whole numbers; absent at the first look. */
  cpuPercent: z.number().optional(),
  certificateDaysLeft: z.number().optional(),
  lastLine: z.string().optional(),
});
export type ServiceView = z.infer<typeof ServiceView>;

/** The rungs of the health ladder, in the order in which they are tested. */
export const RungId = z.enum([
  'processes',
  'ports',
  'tls',
  'initialised',
  'unsealed',
  'kes-ready',
  'quorum',
  'round-trip',
]);
export type RungId = z.infer<typeof RungId>;
export const Rung = z.object({
  id: RungId,
  title: z.string(),
  /** `waiting`: not there yet, and comes by itself within seconds; nothing has to be done. */
  state: z.enum(['ok', 'failed', 'waiting', 'not-checked']),
  evidence: z.string(),
  /** Of a failed rung: what happened and what to do; `action` names an action that repairs it. */
  error: WireError.optional(),
  action: z.string().optional(),
  checkedAt: z.string().optional(),
});
export type Rung = z.infer<typeof Rung>;

export const ProofCheck = z.object({
  id: z.enum(['round-trip', 'header', 'sealed-key', 'plaintext-on-drives', 'control']),
  title: z.string(),
  ok: z.boolean(),
  evidence: z.string(),
});
/** The proof that objects of this lab are encrypted, with the control that shows the search can find plaintext. */
export const ProofView = z.object({
  provenAt: z.string(),
  tookMs: z.number(),
  ok: z.boolean(),
  bucket: z.string(),
  object: z.string(),
  encryption: z.string(),
  keyName: z.string(),
  roundTrip: z.boolean(),
  sealedKey: z.boolean(),
  plaintextOnDrives: z.boolean(),
  control: z.boolean(),
  checks: z.array(ProofCheck),
});
export type ProofView = z.infer<typeof ProofView>;

export const LabStatus = z.enum([
  'running',
  'starting',
  'stopped',
  'partial',
  'failed',
  'removing',
  'damaged',
]);
export type LabStatus = z.infer<typeof LabStatus>;

export const LabSummary = z.object({
  name: z.string(),
  status: LabStatus,
  topology: Topology.optional(),
  engine: EngineKind.optional(),
  encryption: Encryption.optional(),
  kv: KvVersion.optional(),
  createdAt: z.string().optional(),
  provenAt: z.string().optional(),
  /** Why a damaged lab cannot be read. */
  error: WireError.optional(),
});
export type LabSummary = z.infer<typeof LabSummary>;

export const CommandLogEntry = z.object({
  id: z.string(),
  at: z.string(),
  title: z.string(),
  commands: z.array(z.string()),
  tookMs: z.number(),
  ok: z.boolean(),
  error: WireError.optional(),
});
export type CommandLogEntry = z.infer<typeof CommandLogEntry>;

export const LabState = z.object({
  summary: LabSummary,
  engineReason: z.string(),
  keyName: z.string(),
  folder: z.string(),
  credentialsFile: z.string(),
  services: z.array(ServiceView),
  ladder: z.array(Rung),
  proof: ProofView.optional(),
  commandLog: z.array(CommandLogEntry),
});
export type LabState = z.infer<typeof LabState>;

/** What `up --json` prints. */
export const UpResult = z.object({
  lab: z.string(),
  engine: EngineKind,
  topology: Topology,
  state: LabStatus,
  services: z.array(z.object({ name: z.string(), url: z.string(), state: z.string() })),
  proof: ProofView.omit({ checks: true, provenAt: true, tookMs: true, ok: true }),
  timingsMs: z.record(z.string(), z.number()),
});
export type UpResult = z.infer<typeof UpResult>;

export const RemovalView = z.object({
  lab: z.string(),
  processes: z.number(),
  folder: z.string(),
  sizeBytes: z.number(),
});

/** One variable: either a value, or the id of the secret that is its value. */
export const EnvironmentVariable = z.union([
  z.strictObject({ name: z.string(), value: z.string() }),
  z.strictObject({ name: z.string(), secretId: z.string() }),
]);
export type EnvironmentVariable = z.infer<typeof EnvironmentVariable>;

const Named = z.strictObject({ name: LabName });

export const labs = {
  'labs.list': query(z.strictObject({}), z.array(LabSummary)),
  'labs.changed': feed(z.strictObject({}), z.array(LabSummary)),
  'labs.plan': query(LabRequest, PlanView),
  'labs.up': operation(LabRequest, UpResult),
  'labs.down': operation(Named, LabSummary),
  'labs.remove': operation(Named, RemovalView),
  'labs.removal': query(Named, RemovalView),
  'labs.status': query(Named, LabState),
  /** Observed every 5 s on cheap endpoints, and only while somebody listens. */
  'labs.state': feed(Named, LabState),
  'labs.prove': operation(Named, ProofView),
  /** The variables of the lab's terminal. A secret comes as its id: `secrets.reveal` is its only way out. */
  'labs.environment': query(Named, z.array(EnvironmentVariable)),
  'labs.reset': operation(
    z.strictObject({ components: z.boolean() }),
    z.object({ removed: z.array(z.string()) }),
  ),
} as const;
