import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isVitascopeError } from '@vitascope/platform/kernel';
import { decodeText } from './decode-text.ts';
import { type FeedItem, parseRecord } from './feed-record.ts';
import { readMrss } from './read-mrss.ts';

async function read(xml: string): Promise<FeedItem[]> {
  const bytes = (async function* () {
    for (let start = 0; start < xml.length; start += 777) yield Buffer.from(xml.slice(start, start + 777));
  })();
  const items: FeedItem[] = [];
  for await (const item of readMrss(decodeText(bytes, 10_000_000))) items.push(item);
  return items;
}

async function first(item: string) {
  const [found] = await read(rss(item));
  if (found === undefined || !('record' in found)) assert.fail('There is no record.');
  return found.record;
}

const rss = (items: string, begin = '') =>
  `<?xml version="1.0" encoding="utf-8"?>${begin}
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dcterms="http://purl.org/dc/terms/">
<channel><title>A channel</title><language>de-de</language>
${items}
</channel></rss>`;

describe('an item of Media RSS', () => {
  test('becomes a title', async () => {
    const record = await first(`<item>
  <title>Not this one</title><guid>tag:example.org,2001:7</guid><pubDate>Thu, 01 Sep 1949 12:00:00 GMT</pubDate>
  <description><![CDATA[<p>Vienna, <b>after</b> the war.</p>]]></description>
  <dcterms:valid>start=2002-10-13T09:00+01:00;end=2002-10-17T17:00+01:00;scheme=W3C-DTF</dcterms:valid>
  <media:group>
    <media:content url="https://example.org/film.mp4" type="video/mp4" isDefault="true">
      <media:thumbnail url="https://example.org/film.jpg" width="75"/>
    </media:content>
    <media:content url="https://example.org/film-small.mp4"/>
    <media:title>Der dritte Mann &amp; Co</media:title>
    <media:credit role="director" scheme="urn:ebu">Carol Reed</media:credit>
    <media:credit role="Author" scheme="urn:ebu">Graham Greene</media:credit>
    <media:credit role="best boy" scheme="urn:ebu">Nobody</media:credit>
    <media:category scheme="http://example.org" label="Film Noir">noir</media:category>
    <media:category>music/artist/Zither</media:category>
    <media:keywords>vienna, sewers</media:keywords>
    <media:rating scheme="urn:fsk">FSK 12</media:rating>
    <media:restriction relationship="deny" type="country">us ca</media:restriction>
    <media:subTitle type="application/smil" lang="en-us" href="https://example.org/film.vtt"/>
  </media:group>
</item>`);
    const parsed = parseRecord(record);
    if (!('type' in parsed)) assert.fail(JSON.stringify(parsed));
    assert.deepEqual(JSON.parse(JSON.stringify(parsed)), {
      type: 'title',
      externalId: 'tag:example.org,2001:7',
      kind: 'film',
      originalLanguage: 'de-DE',
      texts: {
        'de-DE': { name: 'Der dritte Mann & Co', tagline: null, synopsis: 'Vienna, after the war.' },
      },
      firstShownOn: '1949-09-01',
      genres: ['film-noir', 'zither'],
      tags: ['vienna', 'sewers'],
      credits: [
        { name: 'Carol Reed', role: 'director', character: null },
        { name: 'Graham Greene', role: 'writer', character: null },
      ],
      ratings: [{ territory: 'DE', system: 'fsk', label: 'FSK 12', minimumAge: 12 }],
      windows: [
        {
          opensAt: '2002-10-13T08:00:00.000Z',
          closesAt: '2002-10-17T16:00:00.000Z',
          territories: [],
          exceptTerritories: ['US', 'CA'],
          devices: [],
          offer: { kind: 'subscription', plans: [] },
        },
      ],
      sidecars: [
        { kind: 'video', url: 'https://example.org/film.mp4', language: null },
        { kind: 'video', url: 'https://example.org/film-small.mp4', language: null },
        { kind: 'artwork', url: 'https://example.org/film.jpg', language: null },
        { kind: 'subtitles', url: 'https://example.org/film.vtt', language: 'en-US' },
      ],
    });
  });

  test('says nothing of rights where it says nothing, or where nobody is allowed', async () => {
    for (const restriction of [
      '',
      '<media:restriction relationship="deny" type="country">all</media:restriction>',
      '<media:restriction relationship="allow" type="country">none</media:restriction>',
    ])
      assert.equal((await first(`<item><guid>a</guid>${restriction}</item>`)).value['windows'], undefined);
  });

  test('is told with its line and its element where it is wrong', async () => {
    const record = await first(`<item><guid>a</guid>
<media:restriction relationship="allow" type="country">DE ZZ</media:restriction>
<media:rating scheme="urn:simple">for all</media:rating></item>`);
    const problems = parseRecord(record);
    if ('type' in problems) assert.fail('Nothing was wrong.');
    assert.deepEqual(
      problems.map(({ line, column, value }) => [line, column, value]),
      [
        [4, 'media:rating', 'for all'],
        [4, 'media:restriction', 'ZZ'],
      ],
    );
  });
});

describe('hostile XML', () => {
  const laughs = Array.from(
    { length: 9 },
    (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level};`.repeat(10)}">`,
  ).join('');
  for (const [name, xml, words] of [
    [
      'a billion laughs',
      rss('<item><guid>&lol9;</guid></item>', `<!DOCTYPE lolz [<!ENTITY lol0 "lol">${laughs}]>`),
      /document type/,
    ],
    [
      'an entity from a file',
      rss('<item/>', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      /document type/,
    ],
    [
      'a document type from elsewhere',
      rss('', '<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">'),
      /document type/,
    ],
    ['an entity that nobody has defined', rss('<item><guid>&x;</guid></item>'), /well-formed/],
    ['elements within elements', rss(`<item>${'<a>'.repeat(100_000)}`), /nested more than/],
    ['very many elements', rss(`<item>${'<a/>'.repeat(100_000)}</item>`), /more than 5000 elements/],
    ['a text without an end', rss(`<item><title>${'x'.repeat(1_000_000)}`), /more than 20000 letters/],
    ['an end too soon', '<rss><channel><item>', /well-formed/],
    ['another document', '<html><body/></html>', /no <rss>/],
    ['nothing', '', /well-formed|no <rss>/],
    ['JSON', '{"a":1}', /well-formed/],
  ] as const)
    test(`is refused: ${name}`, async () => {
      const startedAt = process.cpuUsage();
      await assert.rejects(read(xml), (error: unknown) => {
        assert.ok(isVitascopeError(error, 'feed-unreadable'), String(error));
        assert.match(error.message, words);
        return true;
      });
      assert.ok(process.cpuUsage(startedAt).user < 2_000_000);
    });

  test('what an attribute or a text grows to is bounded within a piece', async () => {
    await assert.rejects(read(`<rss a="${'x'.repeat(5_000_000)}"><channel/></rss>`), /./);
  });
});
