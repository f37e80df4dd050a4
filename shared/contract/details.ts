import { z } from 'zod';
import { feed, query } from './kinds.ts';
import { LabName } from './labs.ts';

/** The certificate that a service shows, read from its file. */
export const CertificateView = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** Every name and address that it is valid for. */
  names: z.array(z.string()),
  notBefore: z.string(),
  notAfter: z.string(),
  daysLeft: z.number(),
  /** SHA-256 of the certificate, hex. */
  fingerprint: z.string(),
});
export type CertificateView = z.infer<typeof CertificateView>;

/** Everything that the drawer shows of one service. */
export const ServiceDetail = z.object({
  name: z.string(),
  component: z.string(),
  version: z.string(),
  state: z.enum(['running', 'paused', 'stopped', 'absent']),
  pid: z.number().optional(),
  startedAt: z.string().optional(),
  memoryBytes: z.number().optional(),
  /** The program that runs: a path, or an image reference. */
  program: z.string(),
  arguments: z.array(z.string()),
  /** Where it listens, by name of the port. */
  addresses: z.array(z.object({ name: z.string(), url: z.string(), peer: z.string() })),
  certificate: CertificateView.optional(),
  /** The newest log lines, oldest first. */
  logLines: z.array(z.string()),
});
export type ServiceDetail = z.infer<typeof ServiceDetail>;

/** One connection of the lab, and what was seen of it since the last look. */
export const Connection = z.object({
  /** `minio1>kes`: the same as long as the lab stands. */
  id: z.string(),
  /** Names of services; `client` for whatever speaks S3 from outside. */
  from: z.string(),
  to: z.string(),
  /** Where the far end listens, as the near end sees it. */
  address: z.string(),
  /** `TLS, AppRole token`. */
  authentication: z.string(),
  /** What travels, in the learner's words. */
  carries: z.string(),
  /** `unknown` where nothing was observed: the lab is stopped, or this server does not tell. */
  state: z.enum(['ok', 'failed', 'unknown']),
  /** What the state was read from. */
  evidence: z.string(),
  /** Requests since the lab was looked at before; absent where nobody counts them. */
  requests: z.number().optional(),
  /** Since the server that counts was started. */
  totalRequests: z.number().optional(),
  /** What is counted and who counts it, or why nothing is. */
  counted: z.string(),
});
export type Connection = z.infer<typeof Connection>;

export const DriveView = z.object({
  node: z.string(),
  drive: z.string(),
  state: z.enum(['ok', 'offline', 'unknown']),
  /** What rests on it, as one sentence. */
  holds: z.string(),
});
export type DriveView = z.infer<typeof DriveView>;

/** How far Vault is from its root key. */
export const SealView = z.object({
  sealed: z.boolean(),
  /** Shares given so far, and needed. */
  progress: z.number(),
  threshold: z.number(),
});

export const TopologyView = z.object({
  /** When this was seen first; a snapshot that says the same is not sent again. */
  lookedAt: z.string(),
  connections: z.array(Connection),
  drives: z.array(DriveView),
  /** Absent while Vault does not answer. */
  vault: SealView.optional(),
  /**
   * Requests about keys that KES answered since its start, from every identity, with the look at the default key that
   * each MinIO node takes every 10 s (MinIO internal/kms/config.go). Absent where KES does not tell.
   */
  kesKeyRequests: z.number().optional(),
});
export type TopologyView = z.infer<typeof TopologyView>;

export const details = {
  'labs.service': query(z.strictObject({ name: LabName, service: z.string() }), ServiceDetail),
  /** Connections and drives, counted every 2 s while somebody listens. */
  'labs.topology': feed(z.strictObject({ name: LabName }), TopologyView),
} as const;
