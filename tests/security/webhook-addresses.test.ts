// Where webhooks may go: addresses that lead inside in more than a hundred spellings, before a listener that must not be hit.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { isPublicAddress } from '@vitascope/webhooks/public-address';
import { createSafePost } from '@vitascope/webhooks/safe-post';

/**
 * Hosts as they stand in a URL. The spellings are those of CVE-2020-28360 (private-ip), CVE-2023-42282, CVE-2024-29415
 * and CVE-2025-59436 (npm `ip`), PeerTube's CVE-2022-0508 and Jellyfin's CVE-2021-29490, and of the URL standard's own
 * IPv4 parser (§3.5).
 */
const hosts: readonly string[] = [
  // Loopback: decimal, octal, hexadecimal, short, one number, mixed, with a dot at the end, percent-encoded, wide.
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '127.000.000.001', '0177.0.0.1', '0177.0.0.01'],
  ...['017700000001', '0x7f000001', '0x7f.0.0.1', '0x7f.1', '0x7F.0x0.0x0.0x1', '2130706433', '0x7f.0.1'],
  ...[
    '127.0.0.1.',
    '127.1.',
    '%31%32%37.0.0.1',
    '127%2e0%2e0%2e1',
    '１２７.0.0.1',
    '127。0。0。1',
    '⑫⑦.0.0.1',
  ],
  ...['①②⑦.⓪.⓪.①', '127.0.0x1', '00000177.1', '0x0000007f.1', '127.0.256', '127.65535'],
  // This network.
  ...['0', '0.0.0.0', '0x0', '00', '0.0', '0.0.0', '0.1.2.3', '000.000.000.000', '0.255.255.255'],
  // Private, carriers' and link-local networks, metadata services.
  ...['10.0.0.1', '10.255.255.255', '012.0.0.1', '0xa.1', '167772161', '172.16.0.1', '172.31.255.254'],
  ...[
    '192.168.0.1',
    '192.168.1.254',
    '0xc0a80001',
    '3232235521',
    '0300.0250.1',
    '100.64.0.1',
    '100.127.255.254',
  ],
  ...[
    '100.100.100.200',
    '169.254.169.254',
    '169.254.170.2',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
  ],
  ...['169.254.43518', '0xa9.254.169.254', '168.63.129.16', '169.254.0.1'],
  // Other special networks.
  ...['192.0.0.1', '192.0.0.192', '192.0.2.1', '192.31.196.1', '192.52.193.1', '192.88.99.1', '192.175.48.1'],
  ...[
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
  ],
  ...['255.255.255.255', '4294967295', '0xffffffff'],
  // IPv6: loopback, unspecified, mapped and compatible IPv4, NAT64, 6to4, Teredo, ISATAP, local, multicast, documentation.
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::]', '[::0]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ...[
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::ffff:0:127.0.0.1]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[::ffff:169.254.169.254]',
  ],
  ...[
    '[::ffff:a9fe:a9fe]',
    '[::ffff:10.0.0.1]',
    '[::ffff:0.0.0.0]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::7f00:1]',
  ],
  ...[
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2002:7f00:0001::1]',
    '[2002:a9fe:a9fe::1]',
  ],
  ...[
    '[2001::1]',
    '[2001:0:53aa:64c:0:5efe:7f00:1]',
    '[2001:10::1]',
    '[2001:20::1]',
    '[2001:db8::1]',
    '[3fff::1]',
  ],
  ...[
    '[fe80::1]',
    '[fe80::5efe:7f00:1]',
    '[febf::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00::1]',
    '[fd00:ec2::254]',
  ],
  ...['[ff02::1]', '[ff0e::1]', '[100::1]', '[5f00::1]', '[2620:4f:8000::1]', '[4000::1]', '[::2]', '[1::1]'],
  // Names within a machine or a network.
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'metadata',
    'metadata.google.internal',
    'instance-data',
  ],
  ...[
    'printer.local',
    'router.home.arpa',
    'ip6-localhost',
    'db',
    'kubernetes.default.svc.internal',
    'ｌocalhost',
  ],
];

/** Names that look like any other and lead inside. */
const inside: Readonly<Record<string, readonly string[]>> = {
  'localtest.example': ['127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'six.example': ['::1'],
  'any.example': ['0.0.0.0'],
  'any6.example': ['::'],
  'imds.example': ['169.254.169.254'],
  'nat64.example': ['64:ff9b::7f00:1'],
  'sixtofour.example': ['2002:7f00:1::'],
  'mixed.example': ['93.184.215.14', '127.0.0.1'],
  'mixed6.example': ['2606:4700::1111', '::1'],
  'zone.example': ['fe80::1%lo'],
  'none.example': [],
  '127.0.0.1.example': ['127.0.0.1'],
  'kubernetes.default.svc.cluster.example': ['10.0.0.1'],
};

/** Whole addresses that are refused whatever the host. */
const urls = (port: number): readonly string[] => [
  `ftp://93.184.215.14:${port}/`,
  `file:///etc/passwd`,
  `gopher://93.184.215.14:${port}/_x`,
  `data:text/plain,x`,
  `javascript:alert(1)`,
  `unix:/var/run/docker.sock`,
  `ws://93.184.215.14:${port}/`,
  `https://user:password@93.184.215.14/`,
  `https://93.184.215.14@127.0.0.1:${port}/`,
  `https://127.0.0.1:${port}#@93.184.215.14/`,
  `https://127.0.0.1:${port}\\@93.184.215.14/`,
  `https:\\\\127.0.0.1:${port}/`,
  `https:127.0.0.1:${port}`,
  `//127.0.0.1:${port}/`,
  `https://\t127.0.0.1:${port}/`,
  `https://127.0.0.1\n:${port}/`,
  `https://93.184.215.14:22/`,
  `https://93.184.215.14:25/`,
  `https://93.184.215.14:6379/`,
  `https://93.184.215.14:11211/`,
  `https://93.184.215.14:0/`,
  'https://',
  '',
  `https://a.example/${'x'.repeat(3_000)}`,
];

describe('webhooks', { timeout: 120_000 }, () => {
  const canaries: Server[] = [];
  let hits = 0;
  let port = 0;
  before(async () => {
    // One port on every address of this machine.
    const server = createServer((_request, response) => void response.writeHead(204).end());
    server.on('connection', () => {
      hits += 1;
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', () => server.listen(0, '127.0.0.1', resolve));
      server.once('listening', resolve);
      server.once('close', reject);
      server.listen(0, '::');
    });
    port = (server.address() as AddressInfo).port;
    canaries.push(server);
  });
  after(() => {
    for (const server of canaries) server.close();
  });

  const rules = { allowHttp: true, privateHosts: [] };
  const resolver = async (hostname: string) =>
    (inside[hostname] ?? ['127.0.0.1']).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));

  test('reach nothing inside by any spelling, scheme, port or name', async () => {
    const { post } = createSafePost(rules, resolver);
    const names = Object.keys(inside);
    const vectors = [
      ...[...hosts, ...names].flatMap((host) => [`http://${host}:${port}/`, `https://${host}:${port}/x?y#z`]),
      ...urls(port),
    ];
    assert.ok(
      new Set([...hosts, ...names, ...urls(port)]).size >= 150,
      'There are fewer vectors than there were.',
    );
    const reached: string[] = [];
    for (const url of vectors)
      await post({ url, headers: {}, body: 'x' }).then(
        () => reached.push(url),
        (error: { code?: string }) => {
          const refusals = ['webhook-url-refused', 'webhook-address-refused'];
          const isRefused = refusals.includes(error.code ?? '') || url.includes('none.example');
          if (!isRefused) reached.push(`${url}: ${error.code}`);
        },
      );
    assert.deepEqual(reached, []);
    assert.equal(hits, 0, 'Something was connected to.');
  });

  test('would hit the listener if they were let', async () => {
    const { post } = createSafePost({ ...rules, privateHosts: ['allowed.example', '127.0.0.1'] }, resolver);
    const before = hits;
    for (const host of ['allowed.example', '127.0.0.1', '0177.1'])
      assert.equal((await post({ url: `http://${host}:${port}/`, headers: {}, body: 'x' })).status, 204);
    assert.equal(hits - before, 3);
    // The permission is for the name as it stands there, and not for what lies behind it.
    await assert.rejects(post({ url: `http://localtest.example:${port}/`, headers: {}, body: 'x' }), {
      code: 'webhook-address-refused',
    });
    hits = before;
  });

  test('connect to what was checked: a name that leads elsewhere the second time is not asked twice', async () => {
    let asked = 0;
    const stop = new AbortController();
    const { checkUrl, post } = createSafePost(rules, async () => {
      asked += 1;
      // Nobody has to answer there: that the connection does not go elsewhere is what counts.
      setTimeout(() => stop.abort(), 300);
      return [{ address: asked === 1 ? '93.184.215.14' : '127.0.0.1', family: 4 }];
    });
    const url = `http://rebinding.example:${port}/`;
    checkUrl(url);
    await assert.rejects(post({ url, headers: {}, body: 'x', signal: stop.signal }), {
      code: 'webhook-unreachable',
    });
    assert.deepEqual([asked, hits], [1, 0]);
    await assert.rejects(post({ url, headers: {}, body: 'x' }), { code: 'webhook-address-refused' });
    assert.equal(hits, 0);
  });

  test('go to public addresses, by https alone unless the operator says otherwise', () => {
    const { checkUrl } = createSafePost({ allowHttp: false, privateHosts: [] }, resolver);
    assert.equal(checkUrl('https://hooks.example.org/a?b').href, 'https://hooks.example.org/a?b');
    assert.throws(() => checkUrl('http://hooks.example.org/'), { code: 'webhook-url-refused' });
    for (const address of ['1.1.1.1', '93.184.215.14', '223.255.255.254', '2606:4700::1111', '2a00:1450::1'])
      assert.ok(isPublicAddress(address), address);
    for (const text of ['', 'x', '127.1', '1.1.1.1.', ' 1.1.1.1', '2606:4700::1111%eth0'])
      assert.ok(!isPublicAddress(text), text);
  });
});
