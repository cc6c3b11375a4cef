// The pieces of an appended body, with an end to waiting when the caller gives up.

/**
 * Yields the pieces of `body`; throws the body's own failure, or `signal`'s reason as soon as it aborts, even
 * while the body has nothing to give.
 */
export async function* bodyPieces(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const result = await nextOrAbort(iterator, signal);
      if (result.done === true) return;
      if (result.value.byteLength > 0) yield result.value;
    }
  } finally {
    // Not awaited: a generator that waits for its source would keep us waiting as well.
    iterator.return?.().catch(() => {});
  }
}

function nextOrAbort(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<Uint8Array>> {
  if (signal === undefined) return iterator.next();
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
