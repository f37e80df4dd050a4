import { SealabError } from '#shared/errors.ts';
import { toHex } from '../../bytes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Crypto } from '../../ports/crypto.ts';

const KEPT_MS = 10 * 60_000;
const MOST_WALKS = 8;

interface Kept {
  readonly lab: string;
  readonly untilMs: number;
  readonly secrets: ReadonlyMap<string, string>;
}

/** The covered values of the last walks, for ten minutes. They are in memory only, and gone with Sealab. */
export class WalkMemory {
  readonly #clock: Clock;
  readonly #crypto: Crypto;
  readonly #walks = new Map<string, Kept>();

  constructor(clock: Clock, crypto: Crypto) {
    this.#clock = clock;
    this.#crypto = crypto;
  }

  /** Returns the name of the walk. */
  keep(lab: string, secrets: ReadonlyMap<string, string>): string {
    this.#forgetOld();
    const walk = toHex(this.#crypto.randomBytes(16));
    this.#walks.set(walk, { lab, untilMs: this.#clock.monotonicMs() + KEPT_MS, secrets });
    const [oldest] = this.#walks.keys();
    if (this.#walks.size > MOST_WALKS && oldest !== undefined) this.#walks.delete(oldest);
    return walk;
  }

  /** Throws `not-found` for a walk that is forgotten, or a value that it does not have. */
  reveal(lab: string, walk: string, value: string): string {
    this.#forgetOld();
    const kept = this.#walks.get(walk);
    if (kept === undefined || kept.lab !== lab) {
      throw new SealabError(
        'not-found',
        'The values of this walk are forgotten: it is more than ten minutes old.',
        {
          fix: 'Walk again.',
        },
      );
    }
    const secret = kept.secrets.get(value);
    if (secret === undefined)
      throw new SealabError('not-found', `This walk has no covered value “${value}”.`);
    return secret;
  }

  #forgetOld(): void {
    const now = this.#clock.monotonicMs();
    for (const [walk, { untilMs }] of this.#walks) if (untilMs <= now) this.#walks.delete(walk);
  }
}
