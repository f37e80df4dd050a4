import type { TryKind } from '#shared/contract/tries.ts';
import { SealabError } from '#shared/errors.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import { readCopies } from '../object-copies.ts';
import { readMetadata, type WalkedMetadata } from '../walk/metadata-steps.ts';
import type { WalkSources } from '../walk/sources.ts';
import { type Walked, type WalkRequest, walkObject } from '../walk/walk.ts';
import { type AlteredBytes, otherName, planChange } from './alterations.ts';
import { type Alteration, alterDrives, isAltered, pathBehind } from './altered-drives.ts';
import { TRIES } from './tries.ts';
import { triesOf } from './tries-of.ts';

const KEY_BYTES = 32;

/**
 * Walks a copy of an object in which one thing is changed. The copy is in memory: nothing is written to a drive, and the
 * KMS is asked as ever. Throws what `walkObject` throws, and `unsupported` where this cannot be tried on this object.
 */
export async function walkTry(
  sources: WalkSources,
  { kind, ...request }: WalkRequest & { readonly kind: TryKind },
  context: OperationContext,
): Promise<Walked> {
  const { name, without } = request;
  const { signal } = context;
  const metadata = readMetadata(await readCopies(sources, name, { without, signal }));
  const plan = planChange(kind, metadata);
  if ('reason' in plan) throw refusal(kind, plan.reason);
  const changed = await plan.make(sources, signal);
  const keyed = kind === 'other-key' ? await withOtherKey(sources, metadata, signal) : undefined;
  const walked = await walkObject(
    { ...alterSources(sources, changed.alteration), ...keyed?.sources },
    {
      ...request,
      name: kind === 'other-name' ? { ...name, key: otherName(name.key) } : name,
      isTry: true,
    },
    context,
  );
  const { title } = TRIES[kind];
  return {
    ...walked,
    view: {
      ...walked.view,
      key: name.key,
      versionId: metadata.copies.version.versionId,
      tries: triesOf(metadata),
      tried: { kind, title, change: keyed?.change ?? changed.change },
    },
  };
}

function alterSources(
  { localPath, ...sources }: WalkSources,
  alteration: AlteredBytes['alteration'],
): WalkSources {
  return {
    ...sources,
    drives: alterDrives(sources.drives, alteration),
    ...(localPath === undefined ? {} : { localPath: pathOf(localPath, alteration) }),
  };
}

/** Only a file that is as it lies there is read without a detour. */
function pathOf(
  localPath: NonNullable<WalkSources['localPath']>,
  alteration: Alteration,
): NonNullable<WalkSources['localPath']> {
  return (drive, path) => {
    const behind = pathBehind(alteration, path);
    return isAltered(alteration, drive, behind) ? undefined : localPath(drive, behind);
  };
}

async function withOtherKey(
  sources: WalkSources,
  { encryption }: WalkedMetadata,
  signal: AbortSignal,
): Promise<{ readonly sources: Partial<WalkSources>; readonly change: string }> {
  if (encryption?.mode === 'sse-c') {
    const value = sources.crypto.randomBytes(KEY_BYTES);
    return {
      sources: { customerKeys: [{ name: 'a random one', value }] },
      change: '32 random bytes stand in for the customer key.',
    };
  }
  if (sources.builtinKey !== undefined) {
    const key = sources.crypto.randomBytes(KEY_BYTES);
    return {
      sources: { builtinKey: { ...sources.builtinKey, key } },
      change: '32 random bytes stand in for the built-in key, under its name.',
    };
  }
  const names = (await sources.kesKeyNames?.(signal)) ?? [];
  const other = names.find((known) => known !== encryption?.keyName);
  if (other === undefined || (encryption === undefined && names.length < 2)) {
    throw refusal(
      'other-key',
      'The lab has one KES key only.',
      'Create another key on the page Keys, and try again.',
    );
  }
  return {
    sources: { askedKeyName: other },
    change: `KES is asked to open the data key with ${other}${encryption?.keyName === undefined ? '' : `, not with ${encryption.keyName}`}.`,
  };
}

function refusal(kind: TryKind, reason: string, fix = 'Choose something else to try.'): SealabError {
  return new SealabError('unsupported', `“${TRIES[kind].title}” cannot be tried here. ${reason}`, { fix });
}
