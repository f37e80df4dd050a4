/** Read-only files that ship with Sealab: compose files and their templates. Paths are relative to the repository. */
export interface Resources {
  /** Throws `not-found`. */
  read(path: string): Promise<string>;
}
