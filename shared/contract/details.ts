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
  from: z.string(),
  to: z.string(),
  address: z.string(),
  /** `TLS 1.3, AppRole token`. */
  authentication: z.string(),
  /** What travels, in the learner's words. */
  carries: z.string(),
  state: z.enum(['ok', 'failed', 'unknown']),
  /** Requests since the lab was looked at before; absent where nobody counts them. */
  requests: z.number().optional(),
  totalRequests: z.number().optional(),
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

export const TopologyView = z.object({
  lookedAt: z.string(),
  connections: z.array(Connection),
  drives: z.array(DriveView),
});
export type TopologyView = z.infer<typeof TopologyView>;

export const details = {
  'labs.service': query(z.strictObject({ name: LabName, service: z.string() }), ServiceDetail),
  /** Connections and drives, counted every 2 s while somebody listens. */
  'labs.topology': feed(z.strictObject({ name: LabName }), TopologyView),
} as const;
