// A request whose target goes over the wire as it stands: clients would decode, normalise or refuse it.
import { connect } from 'node:net';

export interface RawAnswer {
  /** 0 where the server closed the connection without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends one request and reads until the server closes. */
export async function rawRequest(
  origin: string,
  target: string,
  options: { readonly method?: string; readonly headers?: readonly string[] } = {},
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer to ${target.slice(0, 100)}`)));
  const lines = [
    `${options.method ?? 'GET'} ${target} HTTP/1.1`,
    `host: ${host}`,
    'connection: close',
    ...(options.headers ?? []),
  ];
  socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  const pieces: Buffer[] = [];
  try {
    for await (const piece of socket) pieces.push(piece as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
  }
  const text = Buffer.concat(pieces).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: end < 0 ? '' : text.slice(end + 4),
  };
}
