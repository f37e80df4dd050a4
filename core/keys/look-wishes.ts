import type { LookWish } from './key-look.ts';

/** What each look does not ask is asked at every so manieth. */
const MINIO_EVERY = 5;
const VAULT_EVERY = 15;

const ALL = { vault: true, minio: 'now', defaults: 'all' } as const;
const NONE = { vault: false, minio: undefined, defaults: new Set<string>() };

/** What the next look is to ask, beside what it always does: gathered until it begins. */
export class LookWishes {
  /** The first look asks everything. */
  #wish: LookWish = ALL;
  #looks = 0;

  get isEmpty(): boolean {
    const { vault, minio, defaults } = this.#wish;
    return !vault && minio === undefined && defaults !== 'all' && defaults.size === 0;
  }

  add(wish: Partial<LookWish>): void {
    const { vault, minio, defaults } = this.#wish;
    const more = wish.defaults ?? NONE.defaults;
    this.#wish = {
      vault: vault || wish.vault === true,
      minio: wish.minio === 'now' ? 'now' : (minio ?? wish.minio),
      defaults: defaults === 'all' || more === 'all' ? 'all' : new Set([...defaults, ...more]),
    };
  }

  /** MinIO is asked at every look while its trace is not followed: nothing else tells what changes there. */
  take(isTracing: boolean): LookWish {
    const { vault, minio, defaults } = this.#wish;
    const looks = this.#looks++;
    this.#wish = NONE;
    return {
      vault: vault || looks % VAULT_EVERY === 0,
      minio: minio ?? (looks % MINIO_EVERY === 0 || !isTracing ? 'before' : undefined),
      defaults,
    };
  }
}
