import { z } from 'zod';

/** The closed subset of the Compose specification that Sealab reads; another key is an error with file and line. */
const FileGrant = z.strictObject({ source: z.string(), target: z.string() });
const PortNames = z.record(
  z.string(),
  z.strictObject({ container: z.number().int(), preferred: z.number().int() }),
);

export const ServiceExtension = z.strictObject({
  component: z.enum(['vault', 'kes', 'minio']),
  ports: PortNames,
});

export const ComposeServiceSchema = z.strictObject({
  extends: z.strictObject({ file: z.string(), service: z.string() }).optional(),
  image: z.string().optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  configs: z.array(FileGrant).optional(),
  secrets: z.array(FileGrant).optional(),
  volumes: z.array(z.string()).optional(),
  networks: z.record(z.string(), z.strictObject({ aliases: z.array(z.string()).optional() })).optional(),
  ports: z.array(z.string()).optional(),
  depends_on: z.array(z.string()).optional(),
  'x-sealab': ServiceExtension.optional(),
});
export type ComposeServiceSource = z.infer<typeof ComposeServiceSchema>;

const FileSource = z.strictObject({ file: z.string() });

export const ComposeSchema = z.strictObject({
  name: z.string().optional(),
  'x-sealab': z.strictObject({ title: z.string(), summary: z.string() }).optional(),
  services: z.record(z.string(), ComposeServiceSchema),
  volumes: z.record(z.string(), z.strictObject({})).optional(),
  configs: z.record(z.string(), FileSource).optional(),
  secrets: z.record(z.string(), FileSource).optional(),
  networks: z.record(z.string(), z.strictObject({})).optional(),
});
export type ComposeSource = z.infer<typeof ComposeSchema>;
