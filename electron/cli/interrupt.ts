/** One Ctrl-C reaches a child of npm two or three times: from the terminal, from npm, from the bootstrap. */
const SAME_KEY_MS = 400;

/** Turns Ctrl-C and the system's wish to end into an abort; the second time the process ends at once. */
export function interruptSignal(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const interrupt = (): void => {
    if (!controller.signal.aborted) {
      firstMs = performance.now();
      onFirst();
      controller.abort();
    } else if (performance.now() - firstMs > SAME_KEY_MS) {
      process.exit(130);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return controller.signal;
}
