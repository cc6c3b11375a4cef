/** What is read under some of the sample films: what is seen in them, said in proportion to how long they are. */
import type { Client, TextTrack } from '@vitascope/client';
import { type Server, sendCaptions } from './send-bytes.ts';

interface SampleCaptions {
  readonly language: string;
  readonly kind: TextTrack['kind'];
  /** Each is read for an equal share of the film. */
  readonly lines: readonly string[];
}

const subtitles = (language: string, ...lines: string[]): SampleCaptions => {
  return { language, kind: 'subtitles', lines };
};

/** By slugs of titles. */
const captions: Readonly<Record<string, readonly SampleCaptions[]>> = {
  'the-coast-without-end': [
    subtitles(
      'en',
      'From far away the shore is one line.',
      'Closer, the line has bays.',
      'Each bay has bays of its own.',
      'However far I walk, it is never measured.',
    ),
    {
      language: 'en',
      kind: 'captions',
      lines: [
        '[a low, steady chord]\n<v Surveyor>From far away the shore is one line.',
        '<v Surveyor>Closer, the line has bays.',
        '[the chord swells]\n<v Surveyor>Each bay has bays of its own.',
        '<v Surveyor>However far I walk, it is never measured.\n[the chord goes on]',
      ],
    },
    subtitles(
      'de',
      'Von weitem ist die Küste eine Linie.',
      'Näher hat die Linie Buchten.',
      'Jede Bucht hat eigene Buchten.',
      'So weit ich auch gehe: Vermessen wird sie nie.',
    ),
    subtitles(
      'ar',
      'من بعيد، الشاطئ خط واحد.',
      'وعن قرب، في الخط خلجان.',
      'ولكل خليج خلجانه.',
      'مهما مشيت، لا يُقاس أبدًا.',
    ),
  ],
  'gardeners-of-light': [
    subtitles(
      'en',
      'Two neighbours, and a light stays lit.',
      'Three, and a new one is born.',
      'Alone, it goes out. In a crowd, too.',
      'Nobody planned this garden.',
    ),
    subtitles(
      'de',
      'Zwei Nachbarn, und ein Licht bleibt an.',
      'Drei, und ein neues entsteht.',
      'Allein geht es aus. Im Gedränge auch.',
      'Niemand hat diesen Garten geplant.',
    ),
  ],
  'the-quiet-signal-s1e1': [
    subtitles(
      'en',
      'The valley goes dark first.',
      'Then the sky, from blue to rose.',
      'Is anybody there?',
      '<i>Is anybody there?</i>',
    ),
    subtitles(
      'de',
      'Erst wird das Tal dunkel.',
      'Dann der Himmel, von Blau zu Rosa.',
      'Ist da jemand?',
      '<i>Ist da jemand?</i>',
    ),
  ],
};

export interface CaptionUploads {
  /** Adds what the title's film lacks. */
  addTo(assetId: string, film: { readonly slug: string; readonly seconds: number }): Promise<void>;
}

export function createCaptionUploads(api: Client, server: Server, signal: AbortSignal): CaptionUploads {
  return {
    async addTo(assetId, { slug, seconds }) {
      const wanted = sampleCaptions(slug, seconds);
      if (wanted.length === 0) return;
      const params = { path: { id: assetId } };
      const { items } = (await api.GET('/api/v1/assets/{id}/text-tracks', { params, signal })).data;
      for (const { language, kind, file } of wanted) {
        if (items.some((one) => one.language === language && one.kind === kind)) continue;
        await sendCaptions(server, Buffer.from(file), { assetId, language, kind, signal });
      }
    },
  };
}

/** Files of WebVTT for the film of a title, so long. */
export function sampleCaptions(slug: string, seconds: number) {
  return (captions[slug] ?? []).map(({ language, kind, lines }) => {
    return { language, kind, file: writeSample(lines, seconds) };
  });
}

function writeSample(lines: readonly string[], seconds: number): string {
  const at = (share: number): string => `00:${(seconds * share).toFixed(3).padStart(6, '0')}`;
  const cues = lines.map((line, n) => {
    const [from, to] = [(n + 0.1) / lines.length, (n + 0.95) / lines.length];
    return `${at(from)} --> ${at(to)}\n${line}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}
