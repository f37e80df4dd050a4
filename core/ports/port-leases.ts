export interface PortRequest {
  /** Unique within the lab: `vault-api`, `minio2-console`, … */
  readonly id: string;
  /** Taken if it is free and no other lab has it. */
  readonly preferred: number;
  /** Pinned in lab.yaml: this port or an error. */
  readonly isPinned: boolean;
}

/** Which port of 127.0.0.1 belongs to which lab. Shared by all Sealabs of one home folder. */
export interface PortLeases {
  /**
   * Ports for every request, below the ephemeral range. A lease that the lab holds already is kept while nobody
   * else listens there (a port in `inUse` is the lab's own service). Throws `port-taken` for a pinned one.
   */
  lease(
    lab: string,
    requests: readonly PortRequest[],
    inUse: readonly string[],
  ): Promise<Readonly<Record<string, number>>>;
  /**
   * The services of the lab listen now, or were given up. From its lease until then a port is reserved on the whole
   * machine: a Sealab of another home, which cannot see the lease, takes another one.
   */
  settle(lab: string): Promise<void>;
  /** The lab's leases; empty where it has none. */
  held(lab: string): Promise<Readonly<Record<string, number>>>;
  release(lab: string): Promise<void>;
  /** Is somebody listening on this loopback port? */
  isTaken(port: number): Promise<boolean>;
}
