/** Suffix of a key that ends with a slash, on the drive (MinIO `cmd/utils.go`, encodeDirObject). */
const FOLDER_OBJECT = '__XLDIR__';

/** Folder of an object on every drive. */
export function objectFolder(bucket: string, key: string): string {
  return `${bucket}/${key.endsWith('/') ? key.slice(0, -1) + FOLDER_OBJECT : key}`;
}

const META = '/xl.meta';

export const metaPath = (bucket: string, key: string): string => `${objectFolder(bucket, key)}${META}`;

/** The key whose `metaPath` this is; undefined for the path of another file. */
export function keyOfMeta(bucket: string, path: string): string | undefined {
  if (!path.endsWith(META)) return undefined;
  const folder = path.slice(bucket.length + 1, -META.length);
  return folder.endsWith(FOLDER_OBJECT) ? `${folder.slice(0, -FOLDER_OBJECT.length)}/` : folder;
}

export function partPath(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  dataDir: string,
  part: number,
): string {
  return `${objectFolder(bucket, key)}/${dataDir}/part.${part}`;
}
