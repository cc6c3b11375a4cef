/** Reads `text/event-stream` from a fetch: EventSource cannot send an Authorization header. */

/** A bound for one event: an asset with its renditions is a few kilobytes. */
const maxEventCharacters = 1_000_000;

/** Yields the data of each event (HTML Living Standard §9.2.6). Ends with the stream; throws on an event past the bound. */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  let data: string[] = [];
  for await (const chunk of chunks) {
    pending += decoder.decode(chunk, { stream: true });
    if (pending.length > maxEventCharacters) throw new Error('The server sent an event that is too long.');
    // A carriage return at the end may be half of a line end; it waits for its other half.
    const lines = pending.split(/\r\n|\n|\r(?!$)/);
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
      } else if (line === 'data' || line.startsWith('data:')) {
        data.push(line.slice(5).replace(/^ /, ''));
      }
    }
  }
}

/** The bytes of an answer, piece by piece. Safari has no asynchronous iteration over streams. */
export async function* readChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
