import type { ObjectCount } from '#shared/contract/keys.ts';
import { encryptionOf } from '../inspector/encryption.ts';
import type { XlVersion } from '../inspector/xl-meta.ts';

/** What a count found; whoever asked says when. */
export type Counted = Omit<ObjectCount, 'at'>;
type Group = Counted['groups'][number];

/** How many objects are encrypted how, object by object. */
export class CountTally {
  readonly #groups = new Map<string, Group>();
  #deleted = 0;
  #unreadable = 0;

  /** Takes the versions of one object, newest first; undefined where no drive has a readable xl.meta. */
  add(versions: readonly XlVersion[] | undefined): void {
    const seen = versions?.filter(({ flags }) => !flags.isFreeVersion);
    const [newest, ...older] = seen ?? [];
    if (newest === undefined) this.#unreadable += 1;
    else if (newest.kind === 'delete-marker') this.#deleted += 1;
    else {
      const group = this.#groupOf(newest);
      if (group === undefined) this.#unreadable += 1;
      else group.objects += 1;
    }
    for (const version of older) {
      const group = version.kind === 'delete-marker' ? undefined : this.#groupOf(version);
      if (group !== undefined) group.olderVersions += 1;
    }
  }

  result(): Pick<Counted, 'groups' | 'deleted' | 'unreadable'> {
    return {
      groups: [...this.#groups.values()].toSorted(
        (a, b) => b.objects - a.objects || (nameOf(a) < nameOf(b) ? -1 : 1),
      ),
      deleted: this.#deleted,
      unreadable: this.#unreadable,
    };
  }

  /** undefined where the metadata do not tell how it is encrypted. */
  #groupOf({ object }: XlVersion): Group | undefined {
    if (object === undefined) return undefined;
    let encryption: ReturnType<typeof encryptionOf>;
    try {
      encryption = encryptionOf(object);
    } catch {
      // It is told as not readable.
      return undefined;
    }
    const made: Group = {
      encryption: encryption?.mode ?? 'none',
      ...(encryption?.keyName === undefined ? {} : { keyName: encryption.keyName }),
      objects: 0,
      olderVersions: 0,
    };
    const name = nameOf(made);
    const group = this.#groups.get(name) ?? made;
    this.#groups.set(name, group);
    return group;
  }
}

const nameOf = ({ encryption, keyName = '' }: Group): string => `${encryption} ${keyName}`;
