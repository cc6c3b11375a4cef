/** Which heads the fast path reads itself; everything else is for `node:http`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHeadReader } from './request-head.ts';

const limits = { maxHeaderBytes: 2_000, maxUrlBytes: 100 };
const read = (text: string, start = 0) => createHeadReader(limits)(text, start);

describe('a head', () => {
  it('is read to its end, with names in lower case and values without the spaces around them', () => {
    const text = 'GET /a?b=%20 HTTP/1.1\r\nHOST:  x:1 \r\nIf-None-Match: "e", *\r\nx-empty:\r\n\r\nGET /next';
    const head = read(text);
    assert.ok(head);
    assert.deepEqual([head.request.method, head.request.url], ['GET', '/a?b=%20']);
    assert.deepEqual({ ...head.request.headers }, { host: 'x:1', 'if-none-match': '"e", *', 'x-empty': '' });
    assert.equal(text.slice(head.end), 'GET /next');
    assert.equal(head.isLast, false);
  });

  it('may begin behind another one, and may be the last', () => {
    const first = 'HEAD / HTTP/1.1\r\nhost: x\r\n\r\n';
    const head = read(`${first}GET /2 HTTP/1.1\r\nhost: y\r\nconnection: Close\r\n\r\n`, first.length);
    assert.deepEqual([head?.request.url, head?.request.headers.host, head?.isLast], ['/2', 'y', true]);
  });

  it('is not mistaken for the one before on the same connection', () => {
    const reader = createHeadReader(limits);
    const etagOf = (fields: string) =>
      reader(`GET / HTTP/1.1\r\nhost: x\r\n${fields}\r\n`, 0)?.request.headers['if-none-match'];
    assert.equal(etagOf('if-none-match: "a"\r\n'), '"a"');
    assert.equal(etagOf('if-none-match: "b"\r\n'), '"b"');
    assert.equal(etagOf(''), undefined);
    assert.equal(reader('GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\na', 0), null);
    assert.equal(etagOf('if-none-match: "a"\r\n'), '"a"');
  });

  it('is read as well when it is too large to be remembered', () => {
    const reader = createHeadReader({ maxHeaderBytes: 10_000, maxUrlBytes: 100 });
    for (const value of ['a', 'a', 'b'].map((letter) => letter.repeat(5_000)))
      assert.equal(
        reader(`GET / HTTP/1.1\r\nhost: x\r\nx: ${value}\r\n\r\n`, 0)?.request.headers['x'],
        value,
      );
    assert.equal(reader('GET / HTTP/1.1\r\n\r\n', 0), null);
  });

  it('of a POST is read with its body, when that is there', () => {
    const post = (fields: string, body: string) => `POST /a HTTP/1.1\r\nhost: x\r\n${fields}\r\n${body}`;
    const text = post('content-length: 4\r\n', '{"a\xe9GET /next');
    const head = read(text);
    assert.deepEqual([head?.request.method, head?.request.body], ['POST', '{"a\xe9']);
    assert.equal(text.slice(head?.end), 'GET /next');
    assert.equal(read(post('content-length: 0\r\n', ''))?.request.body, '');
    const left = [
      post('', ''),
      post('content-length: 4\r\n', '{"a'),
      post('content-length: +4\r\n', '{"a"'),
      post('content-length: 0x4\r\n', '{"a"'),
      post('content-length: 4, 4\r\n', '{"a"'),
      post('content-length: 4\r\ncontent-length: 4\r\n', '{"a"'),
      post('content-length:\r\n', ''),
      post('content-length: 4\r\ntransfer-encoding: chunked\r\n', '{"a"'),
      post('content-length: 4\r\nexpect: 100-continue\r\n', '{"a"'),
      post('content-length: 16385\r\n', 'x'.repeat(16_385)),
      post('content-length: 9999999999999999\r\n', 'x'),
    ];
    for (const request of left) assert.equal(read(request), null, JSON.stringify(request.slice(0, 80)));
  });

  it('is left alone unless it is whole and plain', () => {
    const fields = (lines: string) => `GET / HTTP/1.1\r\nhost: x\r\n${lines}\r\n`;
    assert.ok(read(fields('')));
    const left = [
      'GET / HTTP/1.1\r\nhost: x\r\n',
      'GET / HTTP/1.1\r\nhost: x\r\n\r',
      'GET / HTTP/1.1\nhost: x\n\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\r\nhost:\r\n\r\n',
      'GET / HTTP/1.0\r\nhost: x\r\n\r\n',
      'GET / HTTP/1.1 \r\nhost: x\r\n\r\n',
      'GET /  HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET  / HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET\t/ HTTP/1.1\r\nhost: x\r\n\r\n',
      'get / HTTP/1.1\r\nhost: x\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET / http/1.1\r\nhost: x\r\n\r\n',
      '\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET http://x/ HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET * HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET /\xe9 HTTP/1.1\r\nhost: x\r\n\r\n',
      `GET /${'a'.repeat(100)} HTTP/1.1\r\nhost: x\r\n\r\n`,
      'GET / HTTP/1.1\r\n host: x\r\n\r\n',
      fields('host: y\r\n'),
      fields('HOST: x\r\n'),
      fields('content-length: 0\r\n'),
      fields('Content-Length: 5\r\n'),
      fields('transfer-encoding: chunked\r\n'),
      fields('expect: 100-continue\r\n'),
      fields('upgrade: h2c\r\n'),
      fields('connection: upgrade\r\n'),
      fields('connection: close, keep-alive\r\n'),
      fields('proxy-connection: close\r\n'),
      fields('range: bytes=0-1\r\nrange: bytes=2-3\r\n'),
      fields('a: b\r\n folded\r\n'),
      fields('a: b\r\n\tfolded\r\n'),
      fields('a: b\nc: d\r\n'),
      fields('a: b\rc: d\r\n'),
      fields('a: b\0c\r\n'),
      fields('a: b\x7f\r\n'),
      fields('a: b\tc\r\n'),
      fields('a: \xe9\r\n'),
      fields('a : b\r\n'),
      fields('a\0: b\r\n'),
      fields(': b\r\n'),
      fields('no colon\r\n'),
      fields('a(b): c\r\n'),
      fields(`a: ${'b'.repeat(2_000)}\r\n`),
      fields(Array.from({ length: 100 }, (_, n) => `h${n}:\r\n`).join('')),
    ];
    for (const text of left) assert.equal(read(text), null, JSON.stringify(text.slice(0, 80)));
  });
});
