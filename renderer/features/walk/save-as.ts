const REVOKE_AFTER_MS = 60_000;

/** Hands content to the browser as a file to save. */
export function saveAs(name: string, parts: readonly BlobPart[], type: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click; when it has, nobody is told.
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
