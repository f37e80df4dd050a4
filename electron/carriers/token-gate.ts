import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { Hello, REFUSED_CODE } from '#shared/protocol/hello.ts';
import type { WebLimits } from './web-limits.ts';
import { textOf } from './websocket-carrier.ts';

/** Knows the token by its digest, and slows down whoever guesses. */
export class TokenGate {
  readonly #digest: Buffer;
  readonly #limits: WebLimits;
  #wrongAtMs: number[] = [];

  constructor(token: string, limits: WebLimits) {
    this.#digest = digestOf(token);
    this.#limits = limits;
  }

  /**
   * Whether `token` is the right one, compared in constant time. After too many wrong ones every answer waits, the
   * right one too: an early answer would tell a guesser which one it is.
   */
  async admits(token: string): Promise<boolean> {
    const isRight = timingSafeEqual(digestOf(token), this.#digest);
    const nowMs = performance.now();
    this.#wrongAtMs = this.#wrongAtMs.filter((atMs) => nowMs - atMs < this.#limits.wrongTokenWindowMs);
    const isSlowed = this.#wrongAtMs.length >= this.#limits.wrongTokens;
    // The list is as long as the limit at most: a guesser must not grow it.
    if (!isRight) this.#wrongAtMs = [...this.#wrongAtMs, nowMs].slice(-this.#limits.wrongTokens);
    if (isSlowed) await sleep(this.#limits.wrongTokenDelayMs, undefined, { ref: false });
    return isRight;
  }
}

export interface GreetingOptions {
  readonly gate: TokenGate;
  readonly limits: WebLimits;
  /** Called in the same turn in which the token was accepted, so that no frame is missed. */
  readonly onAdmitted: () => void;
  /** `reason` is for the log; the peer gets only the close code. */
  readonly onRefused: (reason: string) => void;
}

/** Waits for the first frame of a new socket, which must be `hello` with the right token, in time and alone. */
export function greet(socket: WebSocket, options: GreetingOptions): void {
  let isSettled = false;
  let frames = 0;
  const timer = setTimeout(() => settle('no hello in time'), options.limits.helloMs);
  socket.on('message', listen);
  socket.once('close', leave);

  function listen(data: RawData, isBinary: boolean): void {
    frames += 1;
    if (frames > 1) return settle('a frame before the welcome');
    clearTimeout(timer);
    const token = isBinary ? undefined : tokenOf(data);
    if (token === undefined) return settle('the first frame is no hello');
    options.gate.admits(token).then(
      (isAdmitted) => settle(isAdmitted ? undefined : 'wrong token'),
      () => settle('the token could not be compared'),
    );
  }

  function leave(): void {
    settle('gone before the hello');
  }

  function settle(refusal: string | undefined): void {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    socket.off('message', listen);
    socket.off('close', leave);
    if (refusal === undefined) return options.onAdmitted();
    options.onRefused(refusal);
    socket.close(REFUSED_CODE);
  }
}

function tokenOf(data: RawData): string | undefined {
  try {
    return Hello.safeParse(JSON.parse(textOf(data))).data?.token;
  } catch {
    return undefined;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
