/** Logs, trace ids, redaction, spans over OTLP, metrics on their own listener. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { createMetrics, createTelemetry, redact, startMetricsServer } from './index.ts';
import { formatPretty } from './pretty.ts';
import { formatTraceparent, parseTraceparent } from './trace-context.ts';

async function collecting() {
  const lines: string[] = [];
  const telemetry = await createTelemetry({
    serviceName: 'test',
    processMetrics: false,
    logFormat: 'json',
    write: (line) => lines.push(line),
  });
  const entries = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { telemetry, lines, entries };
}

describe('traceparent', () => {
  const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('is read and written back', () => {
    const context = parseTraceparent(valid);
    assert.deepEqual(context, {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      sampled: true,
    });
    assert.equal(context && formatTraceparent(context), valid);
  });

  it('is ignored when it is not valid', () => {
    const zeroTrace = `00-${'0'.repeat(32)}-b7ad6b7169203331-01`;
    const zeroSpan = `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`;
    for (const bad of [
      '',
      'x',
      valid.toUpperCase(),
      `ff${valid.slice(2)}`,
      `${valid}-more`,
      zeroTrace,
      zeroSpan,
    ]) {
      assert.equal(parseTraceparent(bad), undefined, bad);
    }
    assert.ok(parseTraceparent(`01${valid.slice(2)}-more`), 'a later version may append fields');
  });
});

describe('spans', () => {
  it('nest across awaits and give log lines their ids', async () => {
    const { telemetry, entries } = await collecting();
    await telemetry.withSpan('outer', {}, async (outer) => {
      await new Promise(setImmediate);
      telemetry.logger.info({}, 'in outer');
      await telemetry.withSpan('inner', {}, (inner) => {
        assert.equal(inner.context.traceId, outer.context.traceId);
        assert.notEqual(inner.context.spanId, outer.context.spanId);
        assert.equal(telemetry.inject(), formatTraceparent(inner.context));
      });
      assert.equal(entries()[0]?.['traceId'], outer.context.traceId);
      assert.equal(entries()[0]?.['spanId'], outer.context.spanId);
    });
    assert.equal(telemetry.inject(), undefined);
    telemetry.logger.info({}, 'outside');
    assert.equal(entries()[1]?.['traceId'], undefined);
  });

  it('continue a trace that came from elsewhere, and start anew from nonsense', async () => {
    const { telemetry } = await collecting();
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await telemetry.runWithParent(parent, 'job', (span) => {
      assert.equal(span.context.traceId, '0af7651916cd43dd8448eb211c80319c');
      assert.ok(span.context.sampled);
    });
    await telemetry.runWithParent('nonsense', 'job', (span) =>
      assert.match(span.context.traceId, /^[0-9a-f]{32}$/),
    );
  });

  it('pass on what the work returns or throws', async () => {
    const { telemetry } = await collecting();
    assert.equal(await telemetry.withSpan('ok', {}, () => 7), 7);
    await assert.rejects(
      telemetry.withSpan('bad', {}, () => {
        throw new Error('boom');
      }),
      /boom/,
    );
  });

  it('reach an OpenTelemetry collector with their parent, attributes, error and service name', async () => {
    const bodies: string[] = [];
    const collector = createServer(async (request: IncomingMessage, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      bodies.push(body);
      assert.equal(request.url, '/v1/traces');
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    const telemetry = await createTelemetry({
      serviceName: 'vitascope-test',
      serviceVersion: '1.2.3',
      otlpEndpoint: `http://127.0.0.1:${port}/`,
      processMetrics: false,
      write() {},
    });
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await assert.rejects(
      telemetry.runWithParent(parent, 'make segment', async () => {
        await telemetry.withSpan('encode', { number: 7 }, () => {
          throw new Error('encoder gone');
        });
      }),
    );
    await telemetry.close();
    collector.close();
    const all = bodies.join('\n');
    interface Spans {
      resourceSpans: { scopeSpans: { spans: { name: string; traceId: string; parentSpanId: string }[] }[] }[];
    }
    const spans = bodies.flatMap((body) =>
      (JSON.parse(body) as Spans).resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)),
    );
    assert.deepEqual(spans.map((span) => span.name).sort(), ['encode', 'make segment']);
    assert.equal(spans.find((span) => span.name === 'make segment')?.parentSpanId, 'b7ad6b7169203331');
    for (const span of spans) assert.equal(span.traceId, '0af7651916cd43dd8448eb211c80319c');
    for (const expected of ['vitascope-test', '1.2.3', 'encoder gone', '"number"'])
      assert.ok(all.includes(expected), expected);
  });

  it('are dropped without harm when the collector is away', async () => {
    const telemetry = await createTelemetry({
      serviceName: 't',
      otlpEndpoint: 'http://127.0.0.1:9',
      processMetrics: false,
      write() {},
    });
    assert.equal(await telemetry.withSpan('x', {}, () => 'done'), 'done');
    await telemetry.close();
  });
});

describe('logs', () => {
  it('hold time, level, service and message as JSON, errors with their cause', async () => {
    const { telemetry, entries } = await collecting();
    telemetry.logger
      .child({ job: 'fill' })
      .error({ err: new Error('outer', { cause: new Error('root') }) }, 'failed');
    const [entry] = entries();
    assert.equal(entry?.['level'], 'error');
    assert.equal(entry?.['service'], 'test');
    assert.equal(entry?.['job'], 'fill');
    assert.equal(entry?.['msg'], 'failed');
    assert.ok(!Number.isNaN(Date.parse(String(entry?.['time']))));
    assert.match(JSON.stringify(entry?.['err']), /root/);
  });

  it('never hold tokens, keys, cookies or passwords, and stay JSON', async () => {
    const { telemetry, lines, entries } = await collecting();
    telemetry.logger.info(
      {
        url: 'https://x.example/t/S3CR3Tv1.abc/as_1/master.m3u8?token=S3CR3T&x=1',
        headers: { Authorization: 'Bearer S3CR3Tabc', cookie: 'sid=S3CR3T', 'set-cookie': ['a=S3CR3T'] },
        deep: {
          deeper: { apiKey: 'S3"CR3T', 'x-api-key': 'S3CR3T', password: 'S3CR3T', secretAccessKey: 'S3CR3T' },
        },
        database: 'postgres://vita:S3CR3T@db/vita',
        err: new Error('GET /t/S3CR3T/seg failed with Authorization Bearer S3CR3T.x'),
      },
      'request to /t/S3CR3T/as_1 with ?X-Amz-Signature=S3CR3T',
    );
    assert.ok(!/S3"?\\?"?CR3T/.test(lines.join('')), lines.join(''));
    assert.match(
      String(entries()[0]?.['url']),
      /\/t\/\[redacted\]\/as_1\/master\.m3u8\?token=\[redacted\]&x=1/,
    );
  });

  it('leave ordinary text as it is', () => {
    const text = '{"path":"/api/v1/assets/as_1","tokens":3,"note":"https://host:8080/at/home?x=1"}';
    assert.equal(redact(text), text);
  });

  it('are readable text at a terminal, with control characters made visible', () => {
    const line = JSON.stringify({
      level: 'warn',
      time: '2026-01-02T03:04:05.000Z',
      service: 's',
      msg: 'low disk\u001b[2J',
      free: 3,
    });
    const text = formatPretty(line);
    assert.match(text, /warn/);
    assert.match(text, /low disk\\x1b\[2J/);
    assert.match(text, /free=3/);
    assert.equal(formatPretty('not json'), 'not json');
  });
});

describe('metrics', () => {
  it('are served in the text format on their own listener, and nothing else is', async () => {
    const metrics = createMetrics({ processMetrics: true });
    metrics
      .counter({ name: 'vitascope_things_total', help: 'Things.', labels: { kind: ['a', 'b'] } })
      .add({ kind: 'a' });
    metrics.gauge({ name: 'vitascope_depth', help: 'Depth.', read: () => 4 });
    metrics.histogram({ name: 'vitascope_took_seconds', help: 'Took.', buckets: [1, 2] }).observe({}, 1.5);
    const server = await startMetricsServer({ metrics, port: 0 });
    try {
      const response = await fetch(server.url);
      const body = await response.text();
      assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
      assert.match(body, /^vitascope_things_total\{kind="a"\} 1$/m);
      assert.match(body, /^vitascope_depth 4$/m);
      assert.match(body, /^vitascope_took_seconds_bucket\{le="2"\} 1$/m);
      assert.match(body, /^process_resident_memory_bytes \d+$/m);
      assert.equal((await fetch(new URL('/', server.url))).status, 404);
      assert.equal((await fetch(server.url, { method: 'POST' })).status, 405);
      assert.equal(new URL(server.url).hostname, '127.0.0.1');
      await assert.rejects(
        startMetricsServer({ metrics, port: Number(new URL(server.url).port) }),
        /EADDRINUSE/,
      );
    } finally {
      await server.close();
    }
  });

  it('count values outside their bounds as "other"', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const counter = metrics.counter({
      name: 'vitascope_x_total',
      help: 'X.',
      labels: { route: 2, method: ['GET'] },
    });
    for (let i = 0; i < 100; i++) counter.add({ route: `/r${i}`, method: i === 0 ? 'GET' : `M${i}` });
    const { body } = await metrics.render();
    assert.equal(body.split('\n').filter((line) => line.startsWith('vitascope_x_total{')).length, 3);
    assert.match(body, /route="other",method="other"\} 98/);
  });
});
