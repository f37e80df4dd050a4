/** The folder of one lab. Paths are relative to it, with `/`. Files are 0600 and folders 0700, always. */
export interface LabFolder {
  readonly path: string;
  exists(): Promise<boolean>;
  /** Text of a file, or undefined where there is none. Throws `permission-denied`. */
  read(file: string): Promise<string | undefined>;
  /** Writes whole and durably: temporary file, fsync, rename. A crash leaves the old or the new content. */
  write(file: string, content: string | Uint8Array): Promise<void>;
  /** Appends one line and fsyncs it. */
  append(file: string, line: string): Promise<void>;
  /** Removes a file or a whole folder; nothing there is fine. */
  remove(path: string): Promise<void>;
  /** Names inside a folder; empty where there is none. */
  list(path: string): Promise<readonly string[]>;
  sizeBytes(): Promise<number>;
}

export interface LockOwner {
  readonly pid: number;
  readonly purpose: string;
  readonly since: string;
}

/** Where the labs are. One folder for each, named as the lab. */
export interface LabStore {
  readonly path: string;
  /** Every folder that is or was a lab, also damaged ones; sorted. */
  list(): Promise<readonly string[]>;
  folder(lab: string): LabFolder;
  /** Creates the folder; `already-exists` where one is. */
  create(lab: string): Promise<LabFolder>;
  /** Removes the folder and everything in it; can be run again after a crash. */
  destroy(lab: string): Promise<void>;
  /** Takes the lock for a change, or throws `busy` naming the owner. A dead owner's lock is broken. */
  lock(lab: string, purpose: string): Promise<AsyncDisposable>;
  /** Who changes this lab now; undefined where nobody does. */
  lockOwner(lab: string): Promise<LockOwner | undefined>;
}
