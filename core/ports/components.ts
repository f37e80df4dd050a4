import type { ComponentName, ComponentView } from '#shared/contract/components.ts';
import type { OperationContext } from './operation-context.ts';

/** What a binary is compiled for, in Go's words: `linux` and `arm64`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

export interface ComponentRef {
  readonly component: ComponentName;
  readonly version: string;
  /** Absent for this machine's own. Containers of an engine in a virtual machine want linux. */
  readonly target?: Platform;
}

export interface ComponentBinary extends ComponentRef {
  readonly path: string;
  readonly sha256: string;
  readonly source: 'go' | 'saved-set' | 'given' | 'registry';
  /** Of a binary out of an image: what was pulled, and the digest that it had. */
  readonly image?: { readonly reference: string; readonly digest: string };
}

/** Where the programs come from. */
export interface Components {
  /** The folder that holds the binaries. */
  readonly folder: string;
  /** Every catalogue entry and whether its binary is here. Reads no more than a few stat calls. */
  list(): Promise<readonly ComponentView[]>;
  /** The version that a new lab gets. Throws `not-found` for a component without a default. */
  defaultVersion(component: ComponentName): string;
  /** The binary if it is here; never builds. */
  find(ref: ComponentRef): Promise<ComponentBinary | undefined>;
  /**
   * Makes sure that the binary is here: present, else out of an image where a registry has one, else built with Go.
   * Two callers that want the same binary share one
   * build. Throws `no-go`, `go-too-old`, `no-network`, `disk-full`, `build-failed`, `checksum-mismatch`, `not-found`.
   */
  ensure(ref: ComponentRef, context: OperationContext): Promise<ComponentBinary>;
  /** Writes every binary that is here into one checksummed file. */
  save(
    file: string,
    context: OperationContext,
  ): Promise<{ readonly sizeBytes: number; readonly components: readonly string[] }>;
  /** Takes the binaries of a saved set after checking every checksum; a damaged set changes nothing. */
  load(file: string, context: OperationContext): Promise<{ readonly components: readonly string[] }>;
  /** Removes one binary; nothing there is fine. */
  remove(ref: ComponentRef): Promise<{ readonly freedBytes: number }>;
  /** Removes every binary and build cache. */
  clear(): Promise<void>;
}
