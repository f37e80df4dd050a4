import { clockTimeMs } from './clock-time.ts';

/** Readings that are kept: a minute's at least. */
const MOST_READINGS = 600;
/** Requests that are kept: two seconds' at 2,000 a second. */
const MOST_NEEDS = 4_096;

/** What KES's counter of key requests said at a time. */
interface Reading {
  readonly count: number;
  readonly atMs: number;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Key requests that KES answered between two readings. */
export interface Rise extends Span {
  readonly count: number;
}

/** What the readings around a request say. */
export interface Counted {
  /** Key requests that KES answered from the reading before to the reading after. */
  readonly rise: number;
  readonly text: string;
}

/** KES logs no uses of keys, but it counts its requests: a reading before and one after tell whether it was asked. */
export class KesCounter {
  readonly #readings: Reading[] = [];
  readonly #needs: Span[] = [];
  /** What was said last: many requests lie between the same two readings. */
  #said: { readonly before: Reading; readonly after: Reading; readonly counted: Counted } | undefined;

  /** Takes a reading. What is undefined, or lower than before, is of a KES that was restarted: nothing before counts. */
  read(count: number | undefined, atMs: number): void {
    this.#said = undefined;
    const last = this.#readings.at(-1);
    if (count === undefined || (last !== undefined && count < last.count)) this.#readings.length = 0;
    if (count === undefined) return;
    this.#readings.push({ count, atMs });
    if (this.#readings.length > MOST_READINGS) this.#readings.shift();
  }

  /** A request that needs a key was seen. */
  need(span: Span): void {
    this.#said = undefined;
    this.#needs.push(span);
    if (this.#needs.length > MOST_NEEDS) this.#needs.shift();
  }

  /** What the last two readings say, where KES answered something between them. */
  get lastRise(): Rise | undefined {
    const before = this.#readings.at(-2);
    const after = this.#readings.at(-1);
    if (before === undefined || after === undefined || after.count === before.count) return undefined;
    return { count: after.count - before.count, fromMs: before.atMs, toMs: after.atMs };
  }

  /** Whether a request that needs a key was seen in that time. */
  isExplained({ fromMs, toMs }: Rise): boolean {
    return this.#needs.some((need) => need.toMs >= fromMs && need.fromMs <= toMs);
  }

  /** undefined without a reading on both sides. */
  around({ fromMs, toMs }: Span): Counted | undefined {
    const before = this.#readings.findLast(({ atMs }) => atMs <= fromMs);
    const after = this.#readings.find(({ atMs }) => atMs >= toMs);
    if (before === undefined || after === undefined) return undefined;
    if (this.#said?.before === before && this.#said.after === after) return this.#said.counted;
    const counted = this.#say(before, after);
    this.#said = { before, after, counted };
    return counted;
  }

  #say(before: Reading, after: Reading): Counted {
    const needs = this.#needs.filter((need) => need.toMs >= before.atMs && need.fromMs <= after.atMs).length;
    const rise = after.count - before.count;
    const span = `from ${clockTimeMs(new Date(before.atMs))} to ${clockTimeMs(new Date(after.atMs))}`;
    const seen = needs <= 1 ? 'no other S3 request was seen then' : `${needs} S3 requests needed keys then`;
    return {
      rise,
      text: `KES answered ${rise} key ${rise === 1 ? 'request' : 'requests'} ${span} (/v1/metrics); ${seen}, and MinIO asks by itself every 10 s.`,
    };
  }
}
