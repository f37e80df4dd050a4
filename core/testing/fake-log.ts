/** A log in memory that can be followed. */
export class FakeLog {
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  append(line: string): void {
    this.#lines.push(line);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  tail(lines: number): readonly string[] {
    return lines <= 0 ? [] : this.#lines.slice(-lines);
  }

  async *follow(tailLines: number, signal: AbortSignal): AsyncGenerator<string> {
    let next = Math.max(0, this.#lines.length - Math.max(0, tailLines));
    while (!signal.aborted) {
      const line = this.#lines[next];
      if (line === undefined) {
        await this.#nextLine(signal);
      } else {
        next += 1;
        yield line;
      }
    }
  }

  #nextLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

/** The logs of services. */
export class FakeLogs {
  readonly #logs = new Map<string, FakeLog>();

  of(lab: string, service: string): FakeLog {
    const key = `${lab}/${service}`;
    const log = this.#logs.get(key) ?? new FakeLog();
    this.#logs.set(key, log);
    return log;
  }

  removeAll(lab: string): void {
    for (const key of this.#logs.keys()) if (key.startsWith(`${lab}/`)) this.#logs.delete(key);
  }
}
