import { z } from 'zod';
import { ComponentName } from '#shared/contract/components.ts';
import { SealabError } from '#shared/errors.ts';
import { keyOf } from './catalogue.ts';

/*
 * A saved set is a zstd-compressed tar (`tar --zstd -tf FILE` lists it). Its first member is the manifest, then comes
 * each binary as `<component>-<version>/<component>` (its folder has the target in its name as in the cache), in the manifest's order. The seal (set-seal.ts) ends the file.
 */
export const manifestName = 'sealab-binaries.json';
/** Format 2 has binaries for other machines too; a set without them is written as format 1. */
export const formatVersions = { own: 1, withTargets: 2 } as const;
/** A manifest is a few kilobytes; more is not one. */
export const manifestLimitBytes = 2 ** 20;

const SavedBinary = z.strictObject({
  component: ComponentName,
  version: z.string().regex(/^\d[\w.-]*$/),
  /** What it is for, in Go's words, where that is not the platform of the set. */
  target: z
    .strictObject({ os: z.string().regex(/^[a-z0-9]+$/), architecture: z.string().regex(/^[a-z0-9]+$/) })
    .optional(),
  sizeBytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  goVersion: z.string().optional(),
  builtAt: z.string(),
});
export type SavedBinary = z.infer<typeof SavedBinary>;

const SavedSetManifest = z.strictObject({
  format: z.literal('sealab-binaries'),
  formatVersion: z.literal([formatVersions.own, formatVersions.withTargets]),
  /** Such as `linux-x64`. */
  platform: z.string(),
  savedAt: z.string(),
  binaries: z.array(SavedBinary).min(1),
});
export type SavedSetManifest = z.infer<typeof SavedSetManifest>;

/** What is read first, so that a set of a later format is named as such and not as damaged. */
const AnyManifest = z.object({
  format: z.literal('sealab-binaries'),
  formatVersion: z.number().int().positive(),
});

/** The name of a binary inside the set. */
export function memberName(binary: Pick<SavedBinary, 'component' | 'version' | 'target'>): string {
  return `${keyOf(binary)}/${binary.component}`;
}

/** Parses the manifest of a set. Throws `newer-version`, `damaged-file`, `unsupported` for another platform. */
export function parseManifest(
  text: string,
  set: { readonly file: string; readonly platform: string },
): SavedSetManifest {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw damagedSet(set.file, 'its manifest is not JSON', error);
  }
  const any = AnyManifest.safeParse(content);
  if (!any.success) throw damagedSet(set.file, 'its first member is not the manifest of a saved set');
  if (any.data.formatVersion > formatVersions.withTargets) {
    throw new SealabError(
      'newer-version',
      `The saved set ${set.file} has format ${any.data.formatVersion}; this Sealab reads up to ${formatVersions.withTargets}.`,
      { fix: 'Use the Sealab that saved it, or a newer one.', details: { file: set.file } },
    );
  }
  const manifest = SavedSetManifest.safeParse(content);
  if (!manifest.success)
    throw damagedSet(set.file, `its manifest does not parse (${issueOf(manifest.error)})`);
  if (manifest.data.platform !== set.platform) {
    throw new SealabError(
      'unsupported',
      `The saved set ${set.file} is for ${manifest.data.platform}, and this machine is ${set.platform}.`,
      {
        fix: `Save a set on a ${set.platform} machine, or build with Go: sealab provision`,
        details: { file: set.file, platform: manifest.data.platform, needed: set.platform },
      },
    );
  }
  const names = manifest.data.binaries.map((binary) => memberName(binary));
  if (new Set(names).size !== names.length) throw damagedSet(set.file, 'its manifest names a binary twice');
  return manifest.data;
}

/** The error for a file that is no whole saved set. `why` is a clause such as `it ends too early`. */
export function damagedSet(file: string, why: string, cause?: unknown): SealabError {
  return new SealabError(
    'damaged-file',
    `${file} is no saved set, or a damaged one: ${why}. Nothing was changed.`,
    {
      fix: 'Copy the file again from where it was saved, or save a new one: sealab provision --save FILE',
      details: { file, evidence: [why] },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}

function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.map(String).join('.')}: ${issue?.message}`;
}
