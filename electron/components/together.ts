/**
 * Waits for two sides of one transfer. The first failure is the reason that is thrown; `stop` is aborted at once, so
 * that the other side ends, too, and nothing of it is left when this returns.
 */
export async function together<T>(
  stop: AbortController,
  one: Promise<T>,
  other: Promise<unknown>,
): Promise<T> {
  let first: { readonly reason: unknown } | undefined;
  const onFailure = (reason: unknown): void => {
    first ??= { reason };
    stop.abort(reason);
  };
  one.catch(onFailure);
  other.catch(onFailure);
  await Promise.allSettled([one, other]);
  if (first !== undefined) throw first.reason;
  return one;
}
