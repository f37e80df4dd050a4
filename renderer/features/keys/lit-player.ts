/** Milliseconds of the design language: from edge to edge, and how long a path stays lit. */
export const EACH_MS = 90;
export const HOLD_MS = 1_200;

export interface LitPlayerOptions {
  readonly onLit: (edges: readonly string[]) => void;
  /** Reduced motion: a path is switched on and off as a whole. */
  readonly isStill: () => boolean;
}

type Path = readonly string[];

/**
 * Lights paths edge by edge. While requests come faster than a path can be lit some are left out: one that has begun
 * gets to its end, and the newest one is next. A path that is pointed at is lit as long as it is.
 */
export class LitPlayer {
  readonly #options: LitPlayerOptions;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #travels = false;
  #next: Path | undefined;
  #isPointedAt = false;

  constructor(options: LitPlayerOptions) {
    this.#options = options;
  }

  play(path: Path): void {
    if (this.#isPointedAt) return;
    if (this.#travels) this.#next = path;
    else this.#begin(path);
  }

  /** Lights `path` until another is pointed at; undefined lets go. */
  point(path: Path | undefined): void {
    const was = this.#isPointedAt;
    this.#isPointedAt = path !== undefined;
    if (path !== undefined) this.#begin(path);
    else if (was) this.stop();
  }

  stop(): void {
    this.#clear();
    this.#options.onLit([]);
  }

  #begin(path: Path): void {
    this.#clear();
    const eachMs = this.#options.isStill() ? 0 : EACH_MS;
    const travelMs = Math.max(0, path.length - 1) * eachMs;
    this.#travels = true;
    this.#options.onLit(eachMs === 0 ? path : path.slice(0, 1));
    if (eachMs > 0) {
      for (let count = 2; count <= path.length; count += 1)
        this.#later((count - 1) * eachMs, () => this.#options.onLit(path.slice(0, count)));
    }
    this.#later(travelMs + EACH_MS, () => this.#arrive());
    if (!this.#isPointedAt) this.#later(travelMs + HOLD_MS, () => this.#options.onLit([]));
  }

  #arrive(): void {
    this.#travels = false;
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.play(next);
  }

  #later(ms: number, run: () => void): void {
    this.#timers.push(setTimeout(run, ms));
  }

  #clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    this.#travels = false;
    this.#next = undefined;
  }
}
