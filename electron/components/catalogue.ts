import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { ComponentRef, Platform } from '#core/ports/components.ts';
import { ComponentName } from '#shared/contract/components.ts';
import { SealabError } from '#shared/errors.ts';
import { fromFileError } from './file-errors.ts';
import { isThisMachine, targetOf } from './platforms.ts';

/** A version as it occurs in folder names: no separators, so that it never leaves its folder. */
const Version = z.string().regex(/^\d[\w.-]*$/);

/** How a component is built with Go. Sizes in bytes, for two cores and nothing in any cache. */
const GoRecipe = z.strictObject({
  module: z.string().min(1),
  moduleVersion: z.string().min(1),
  /** What `go build` is asked for: an import path, or `.` for the recipe's own main.go. */
  package: z.string().min(1),
  tags: z.array(z.string().regex(/^\w+$/)),
  /** Oldest Go that builds it, such as `1.24.4`. */
  requires: z.string().regex(/^\d+\.\d+\.\d+$/),
  seconds: z.number().positive(),
  modulesBytes: z.number().int().nonnegative(),
  buildCacheBytes: z.number().int().nonnegative(),
});

/** Where a registry has the binary: an image with its tag, and the path inside. */
const ImagePlace = z.strictObject({
  reference: z.string().regex(/^[a-z0-9][a-z0-9._/:-]*:[\w][\w.-]*$/, 'an image with its tag: NAME:TAG'),
  path: z.string().startsWith('/'),
});
export type ImagePlace = z.infer<typeof ImagePlace>;

const CatalogueEntry = z.strictObject({
  component: ComponentName,
  version: Version,
  /** The version that a new lab gets. */
  isDefault: z.boolean(),
  title: z.string().min(1),
  /** One sentence for a learner: what this part is for. */
  what: z.string().min(1),
  licence: z.string().min(1),
  /** Size of the binary, about. */
  sizeBytes: z.number().int().positive(),
  /** Tried in this order; none where no registry has this version. */
  images: z.array(ImagePlace).default([]),
  go: GoRecipe,
});
/** One component in one version. */
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** An entry, and the platform that the binary is for where it is not this machine. */
export interface WantedBinary extends CatalogueEntry {
  readonly target?: Platform;
}

const Catalogue = z.strictObject({ format: z.literal(1), components: z.array(CatalogueEntry).min(1) });

/** The name of one binary in folders, locks and saved sets: `kes-0.24.0`, for other machines `kes-0.24.0-linux-arm64`. */
export function keyOf(ref: {
  readonly component: string;
  readonly version: string;
  readonly target?: Platform | undefined;
}): string {
  const own = `${ref.component}-${ref.version}`;
  if (ref.target === undefined || isThisMachine(ref.target)) return own;
  return `${own}-${ref.target.os}-${ref.target.architecture}`;
}

/**
 * Parses `resources/components/catalogue.yaml`. Throws `damaged-file` that names the file, the line and the field.
 */
export function parseCatalogue(text: string, file: string): readonly CatalogueEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    throw damaged(file, { line: lines.linePos(syntax.pos[0]).line, reason: firstLine(syntax.message) });
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const parsed = Catalogue.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    throw damaged(file, { line: lineOf(path), reason: `${path.map(String).join('.')}: ${issue?.message}` });
  }
  const seen = new Set<string>();
  for (const [index, entry] of parsed.data.components.entries()) {
    const claims = entry.isDefault ? [keyOf(entry), `the default ${entry.component}`] : [keyOf(entry)];
    for (const claim of claims) {
      if (seen.has(claim)) {
        throw damaged(file, { line: lineOf(['components', index]), reason: `${claim} occurs twice` });
      }
      seen.add(claim);
    }
  }
  return parsed.data.components;
}

/** Reads the catalogue below `resourcesFolder`. Throws `damaged-file`, `not-found`, `permission-denied`. */
export async function readCatalogue(resourcesFolder: string): Promise<readonly CatalogueEntry[]> {
  const file = join(resourcesFolder, 'components', 'catalogue.yaml');
  try {
    return parseCatalogue(await readFile(file, 'utf8'), file);
  } catch (error) {
    throw fromFileError(error, `The catalogue ${file} cannot be read`);
  }
}

/** The entry of a component and version. Throws `not-found` that lists the versions there are. */
export function entryOf(catalogue: readonly CatalogueEntry[], ref: ComponentRef): CatalogueEntry {
  const entry = catalogue.find((each) => each.component === ref.component && each.version === ref.version);
  if (entry !== undefined) return entry;
  const known = catalogue.filter((each) => each.component === ref.component).map((each) => each.version);
  throw new SealabError('not-found', `There is no ${ref.component} ${ref.version} in the catalogue.`, {
    fix: known.length > 0 ? `Use one of: ${known.join(', ')}.` : 'See `sealab provision` for what there is.',
    details: { component: ref.component, version: ref.version, known },
  });
}

/** The entry of a reference with its target. Throws `not-found`, `unsupported`. */
export function wantedOf(catalogue: readonly CatalogueEntry[], ref: ComponentRef): WantedBinary {
  return { ...entryOf(catalogue, ref), ...targetOf(ref) };
}

function damaged(file: string, place: { readonly line: number; readonly reason: string }): SealabError {
  return new SealabError(
    'damaged-file',
    `The catalogue ${file} is damaged in line ${place.line}: ${place.reason}.`,
    {
      fix: 'Install Sealab again: this file is part of it.',
      details: { file, line: place.line, evidence: [place.reason] },
    },
  );
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/:$/, '');
}
