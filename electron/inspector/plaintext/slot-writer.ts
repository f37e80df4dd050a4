import { type FilledSlot, SLOT_BYTES, SLOTS } from './messages.ts';

/** Fills slots in turn and waits while all are in use: the slowest user sets the pace. */
export class SlotWriter {
  readonly #slots: readonly Uint8Array[];
  readonly #free: number[];
  readonly #uses = new Map<number, number>();
  readonly #users: readonly ((filled: FilledSlot) => void)[];
  #wake: (() => void) | undefined;
  #slot: number | undefined;
  #length = 0;

  /** Every one of `users` gets every slot, and gives it back by `release`. */
  constructor(slots: SharedArrayBuffer, users: readonly ((filled: FilledSlot) => void)[]) {
    this.#slots = Array.from({ length: SLOTS }, (_, slot) => slotOf(slots, { slot, length: SLOT_BYTES }));
    this.#free = Array.from({ length: SLOTS }, (_, slot) => slot);
    this.#users = users;
  }

  async write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      this.#slot ??= this.#free.pop() ?? (await this.#nextFree());
      const piece = rest.subarray(0, SLOT_BYTES - this.#length);
      this.#slots[this.#slot]?.set(piece, this.#length);
      this.#length += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#length === SLOT_BYTES) this.flush();
    }
  }

  /** Passes on what the last slot holds. */
  flush(): void {
    if (this.#slot === undefined) return;
    const filled = { slot: this.#slot, length: this.#length };
    this.#slot = undefined;
    this.#length = 0;
    this.#uses.set(filled.slot, this.#users.length);
    for (const use of this.#users) use(filled);
  }

  /** One user is done with this slot. */
  release(slot: number): void {
    const left = (this.#uses.get(slot) ?? 1) - 1;
    this.#uses.set(slot, left);
    if (left > 0) return;
    this.#free.push(slot);
    this.#wake?.();
  }

  async #nextFree(): Promise<number> {
    for (;;) {
      const slot = this.#free.pop();
      if (slot !== undefined) return slot;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** The bytes of a filled slot. */
export function slotOf(slots: SharedArrayBuffer, { slot, length }: FilledSlot): Uint8Array {
  return new Uint8Array(slots, slot * SLOT_BYTES, length);
}
