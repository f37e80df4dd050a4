/** A file of this machine while it is written. Disposed of before `finish`, nothing of it is left. */
export interface OutputFile extends AsyncDisposable {
  write(chunk: Uint8Array): Promise<void>;
  /** The file is whole, and there under its name. */
  finish(): Promise<void>;
}

/** Where plaintext and downloads go when somebody asks for a file. */
export interface OutputFiles {
  /** A new file, 0600. Throws `conflict` where one of that name exists, `not-found` where its folder does not. */
  create(path: string): Promise<OutputFile>;
}
