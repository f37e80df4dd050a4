import { z } from 'zod';
import { operation, query } from './kinds.ts';

export const ComponentName = z.enum(['vault', 'kes', 'minio', 'mc', 'warp', 'toolbox']);
export type ComponentName = z.infer<typeof ComponentName>;

export const ComponentView = z.object({
  component: ComponentName,
  version: z.string(),
  title: z.string(),
  what: z.string(),
  licence: z.string(),
  state: z.enum(['present', 'missing']),
  isDefault: z.boolean(),
  path: z.string().optional(),
  sizeBytes: z.number(),
  sha256: z.string().optional(),
  /** Where the binary came from: `go` built, `saved-set` loaded, `given` found at a path the user named,
   *  `registry` taken out of an image. */
  source: z.enum(['go', 'saved-set', 'given', 'registry']).optional(),
  /** Of a binary out of an image: the reference that was pulled, and the digest that it had. */
  image: z.object({ reference: z.string(), digest: z.string() }).optional(),
  /** References that are tried in this order; empty where no registry has this version. */
  images: z.array(z.string()),
  buildSeconds: z.number(),
  /** Disk that a build takes while it runs: modules and build cache. */
  buildBytes: z.number(),
});
export type ComponentView = z.infer<typeof ComponentView>;

export const components = {
  'components.list': query(z.strictObject({}), z.array(ComponentView)),
  'components.provision': operation(
    z.strictObject({ only: z.array(z.string()).optional() }),
    z.array(ComponentView),
  ),
  /** Removes one binary; a running service keeps running. */
  'components.remove': operation(
    z.strictObject({ component: ComponentName, version: z.string() }),
    z.object({ freedBytes: z.number() }),
  ),
  /** What `components.clear` would remove now. */
  'components.unused': query(z.strictObject({}), z.array(ComponentView)),
  /** Removes every binary that Sealab got itself and that no lab uses. */
  'components.clear': operation(
    z.strictObject({}),
    z.object({ removed: z.array(z.string()), freedBytes: z.number() }),
  ),
  'components.save': operation(
    z.strictObject({ file: z.string().min(1) }),
    z.object({ file: z.string(), sizeBytes: z.number(), components: z.array(z.string()) }),
  ),
  'components.load': operation(
    z.strictObject({ file: z.string().min(1) }),
    z.object({ file: z.string(), components: z.array(z.string()) }),
  ),
} as const;
