/** What the doctor and the plan ask of the machine. */
export interface Machine {
  /** Free bytes where labs are stored, and where binaries are. */
  freeDiskBytes(): Promise<{ readonly home: number; readonly cache: number }>;
  memoryBytes(): { readonly total: number; readonly free: number };
  /** Version such as `1.24.4`, or undefined without Go. */
  goVersion(): Promise<string | undefined>;
  /** Program and pid that listen on a loopback port, if the system tells. */
  portOwner(port: number): Promise<{ readonly pid: number; readonly program: string } | undefined>;
  readonly platform: string;
  readonly isRoot: boolean;
}
