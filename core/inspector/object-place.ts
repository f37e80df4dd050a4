/** Suffix of a key that ends with a slash, on the drive (MinIO `cmd/utils.go`, encodeDirObject). */
const FOLDER_OBJECT = '__XLDIR__';

/** Folder of an object on every drive. */
export function objectFolder(bucket: string, key: string): string {
  return `${bucket}/${key.endsWith('/') ? key.slice(0, -1) + FOLDER_OBJECT : key}`;
}

export const metaPath = (bucket: string, key: string): string => `${objectFolder(bucket, key)}/xl.meta`;

export function partPath(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  dataDir: string,
  part: number,
): string {
  return `${objectFolder(bucket, key)}/${dataDir}/part.${part}`;
}
