/** The key that a file gets below the folder it is dropped into: a dropped folder keeps its inner paths. */
export function pathOf(file: {
  readonly name: string;
  readonly webkitRelativePath?: string;
  readonly path?: string;
}): string {
  const path = file.path ?? file.webkitRelativePath ?? '';
  return (path === '' ? file.name : path).replace(/^(?:\.?\/)+/, '');
}
