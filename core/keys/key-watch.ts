import type { KeyGraph, KeyUse, ObjectCount } from '#shared/contract/keys.ts';
import { connect, followTrace } from '../events/follow-trace.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import type { LabSession } from '../labs/session.ts';
import type { OperationLog } from '../operations.ts';
import type { KeyFacts } from './facts.ts';
import { KeyLook, type LookWish } from './key-look.ts';
import { KeyMemory } from './key-memory.ts';
import { KeyPicture } from './key-picture.ts';
import { LookWishes } from './look-wishes.ts';
import { isBucketChanged } from './s3-work.ts';
import { UseStory } from './use-story.ts';
import { takeVaultLine, type VaultLineContext } from './vault-lines.ts';
import { Wake } from './wake.ts';

const LOOK_EVERY_MS = 2_000;
/** Uses change the picture often; it is drawn anew at most this often. */
const DRAW_EVERY_MS = 250;
/** How often stories are told while some wait. */
const TELL_EVERY_MS = 100;
/** Enough of Vault's log to know when KES read its keys. */
const TAIL_LINES = 4_000;
export interface KeyListener {
  readonly onGraph?: (graph: KeyGraph) => void;
  readonly onUses?: (uses: readonly KeyUse[], lost: number) => void;
}

/** Follows the keys of one lab for everybody who listens: one trace, one look, one story. */
export class KeyWatch {
  readonly #ports: LabPorts;
  readonly #operations: OperationLog;
  readonly #lab: string;
  readonly #counts: ReadonlyMap<string, ObjectCount>;
  readonly #listeners = new Set<KeyListener>();
  readonly #wake = new Wake();
  readonly #tellWake = new Wake();
  readonly #wishes = new LookWishes();
  #isOutdated = false;
  #isTracing = false;
  #isDrawnAnew = false;
  #facts: KeyFacts | undefined;
  readonly #picture = new KeyPicture();

  constructor(
    ports: LabPorts,
    operations: OperationLog,
    { lab, counts }: { readonly lab: string; readonly counts: ReadonlyMap<string, ObjectCount> },
  ) {
    this.#ports = ports;
    this.#operations = operations;
    this.#lab = lab;
    this.#counts = counts;
  }

  /** Tells the listener what is known already, and everything that comes. Returns what stops that. */
  listen(listener: KeyListener): () => void {
    this.#listeners.add(listener);
    if (this.#picture.graph !== undefined) listener.onGraph?.(this.#picture.graph);
    return () => this.#listeners.delete(listener);
  }

  /** Runs until the signal aborts. Throws what `openLab` throws. */
  async run(signal: AbortSignal): Promise<void> {
    const { session } = await openLab(this.#ports, this.#lab);
    const memory = new KeyMemory(session.definition.kv, this.#counts);
    const story = new UseStory(memory);
    const over = new AbortController();
    const end = AbortSignal.any([signal, over.signal]);
    let states = statesOf(this.#operations, this.#lab);
    const stop = this.#operations.onChange(() => {
      const now = statesOf(this.#operations, this.#lab);
      if (now === states) return;
      states = now;
      this.#isOutdated = true;
      this.#ask({ vault: true, minio: 'now', ...(this.#isTracing ? {} : { defaults: 'all' }) });
    });
    const startedAt = this.#ports.clock.now().toISOString();
    const look: { current: KeyLook | undefined } = { current: undefined };
    try {
      await Promise.all([
        (async () => {
          for await (const line of session.engine.followLog(session.lab, 'vault', {
            tailLines: TAIL_LINES,
            signal: end,
          }))
            this.#takeVaultLine(line, { memory, story, startedAt, look: look.current });
        })(),
        followTrace(this.#ports, this.#lab, {
          signal: end,
          take: (requests) => {
            story.takeRequests(requests, this.#facts, this.#nowMs());
            const changed = requests.filter(isBucketChanged).map(({ bucket }) => bucket);
            if (changed.length > 0) this.#ask({ minio: 'now', defaults: new Set(changed) });
            if (requests.length > 0) this.#drawAnew();
            this.#tellWake.ring();
          },
          onFollowing: (isFollowing) => {
            // What happened meanwhile was not seen.
            if (isFollowing && !this.#isTracing) this.#ask({ minio: 'now', defaults: 'all' });
            this.#isTracing = isFollowing;
          },
        }),
        this.#keepLooking({ session, memory, story, look }, end),
        this.#keepTelling(story, look, end),
      ]);
    } finally {
      stop();
      over.abort();
    }
  }

  #takeVaultLine(line: string, context: Omit<VaultLineContext, 'threshold' | 'nowMs'>): void {
    const threshold = this.#facts?.vault.value?.threshold ?? 0;
    const { isChange, isTold } = takeVaultLine(line, { ...context, threshold, nowMs: this.#nowMs() });
    if (isChange) this.#ask({ vault: true });
    if (!isTold) return;
    this.#tellWake.ring();
    this.#drawAnew();
  }

  async #keepLooking(
    start: {
      readonly session: LabSession;
      readonly memory: KeyMemory;
      readonly story: UseStory;
      readonly look: { current: KeyLook | undefined };
    },
    signal: AbortSignal,
  ): Promise<void> {
    let session = start.session;
    let clients = await connect(session);
    try {
      start.look.current = new KeyLook(session, clients);
      while (!signal.aborted) {
        if (this.#isOutdated || clients === undefined || this.#isSilent()) {
          this.#isOutdated = false;
          const opened = await openLab(this.#ports, this.#lab);
          const fresh = await connect(opened.session);
          clients?.[Symbol.dispose]();
          ({ session } = opened);
          clients = fresh;
          start.look.current = new KeyLook(session, clients, this.#facts);
        }
        const wish = this.#wishes.take(this.#isTracing);
        this.#isDrawnAnew = false;
        this.#facts = await start.look.current.look(wish, signal);
        this.#publish(start.memory);
        // So that there is a reading before whatever is asked next.
        if (this.#tellsUses()) {
          start.story.countKes(await start.look.current.countKeyRequests(signal), this.#nowMs());
          if (start.story.isWaiting) this.#tellWake.ring();
        }
        await this.#untilNextLook(start.memory, signal);
      }
    } finally {
      clients?.[Symbol.dispose]();
    }
  }

  /** Waits for the next look, and draws the picture anew when only what was seen of uses has changed. */
  async #untilNextLook(memory: KeyMemory, signal: AbortSignal): Promise<void> {
    const untilMs = this.#ports.clock.monotonicMs() + LOOK_EVERY_MS;
    while (!signal.aborted && !this.#isWishing()) {
      const leftMs = untilMs - this.#ports.clock.monotonicMs();
      if (leftMs <= 0) return;
      await this.#wake.wait(
        this.#ports.clock,
        this.#isDrawnAnew ? Math.min(leftMs, DRAW_EVERY_MS) : leftMs,
        signal,
      );
      if (!this.#isDrawnAnew || this.#isWishing() || this.#facts === undefined) continue;
      await this.#ports.clock.sleep(DRAW_EVERY_MS, signal).catch(() => undefined);
      this.#isDrawnAnew = false;
      this.#facts = { ...this.#facts, at: this.#ports.clock.now().toISOString() };
      this.#publish(memory);
    }
  }

  async #keepTelling(
    story: UseStory,
    look: { readonly current: KeyLook | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#ports;
    while (!signal.aborted) {
      if (story.isWaiting) await clock.sleep(TELL_EVERY_MS, signal).catch(() => undefined);
      else await this.#tellWake.wait(clock, undefined, signal);
      if (this.#facts === undefined || signal.aborted) continue;
      if (story.needsCounter(this.#nowMs()))
        story.countKes(await look.current?.countKeyRequests(signal), this.#nowMs());
      const uses = story.tell(this.#facts, this.#nowMs());
      if (uses.length === 0 && story.lost === 0) continue;
      const { lost } = story;
      story.lost = 0;
      for (const listener of this.#listeners) listener.onUses?.(uses, lost);
    }
  }

  #publish(memory: KeyMemory): void {
    if (this.#facts === undefined || !this.#picture.draw(this.#facts, memory)) return;
    for (const listener of this.#listeners)
      if (this.#picture.graph !== undefined) listener.onGraph?.(this.#picture.graph);
  }

  #ask(wish: Partial<LookWish>): void {
    this.#wishes.add(wish);
    this.#wake.ring();
  }

  #isWishing(): boolean {
    return this.#isOutdated || !this.#wishes.isEmpty;
  }

  #isSilent(): boolean {
    const facts = this.#facts;
    return facts !== undefined && facts.vault.problem !== undefined && facts.kes.problem !== undefined;
  }

  #tellsUses(): boolean {
    return [...this.#listeners].some(({ onUses }) => onUses !== undefined);
  }

  #drawAnew(): void {
    this.#isDrawnAnew = true;
    this.#wake.ring();
  }

  #nowMs(): number {
    return this.#ports.clock.now().getTime();
  }
}

function statesOf(operations: OperationLog, lab: string): string {
  return operations.snapshots
    .filter((snapshot) => snapshot.lab === lab)
    .map((snapshot) => `${snapshot.id} ${snapshot.state}`)
    .join();
}
