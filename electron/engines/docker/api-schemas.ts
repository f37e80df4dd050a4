import { z } from 'zod';

/**
 * The parts of Docker's answers that the engine reads, of the Docker Engine API 1.41
 * (https://docs.docker.com/reference/api/engine/version/v1.41/). Empty maps and lists come as null at times.
 */
const LabelMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((labels) => labels ?? {});

export const ContainerList = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()),
    Image: z.string(),
    ImageID: z.string(),
    State: z.string(),
    Created: z.number(),
    Labels: LabelMap,
  }),
);
export type ContainerSummary = z.infer<typeof ContainerList>[number];

export const ContainerDetail = z.object({
  State: z.object({
    Status: z.string(),
    Pid: z.number(),
    StartedAt: z.string(),
    ExitCode: z.number(),
  }),
});

export type ContainerDetail = z.infer<typeof ContainerDetail>;

export const NetworkList = z.array(
  z.object({ Id: z.string(), Name: z.string(), Created: z.string(), Labels: LabelMap }),
);

export const NetworkDetail = z.object({
  Containers: z
    .record(z.string(), z.object({ Name: z.string() }))
    .nullish()
    .transform((containers) => containers ?? {}),
});

export const Volume = z.object({ Name: z.string(), Labels: LabelMap });
export type Volume = z.infer<typeof Volume>;

export const VolumeList = z.object({
  Volumes: z
    .array(Volume)
    .nullish()
    .transform((volumes) => volumes ?? []),
});

export const ImageList = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z
      .array(z.string())
      .nullish()
      .transform((tags) => tags ?? []),
    Size: z.number(),
    Labels: LabelMap,
  }),
);

export const ImageDetail = z.object({
  Config: z.object({ Labels: LabelMap }).nullish(),
  /** When it was loaded here; our images are made with a fixed date. */
  Metadata: z.object({ LastTagTime: z.string().optional() }).optional(),
});

export const Version = z.object({ Os: z.string(), Arch: z.string() });

/** `stats` of cgroup v1 tells `total_inactive_file`, of v2 `inactive_file`: page cache that is no use of memory. `total_usage` is in ns. */
export const Stats = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number().optional() }).nullish() }).nullish(),
  memory_stats: z.object({
    usage: z.number().optional(),
    stats: z
      .object({ total_inactive_file: z.number().optional(), inactive_file: z.number().optional() })
      .nullish(),
  }),
});

export const WaitAnswer = z.object({ StatusCode: z.number() });

/** One line of what `POST /images/load` streams. */
export const LoadLine = z.object({ error: z.string().optional(), stream: z.string().optional() });
