// The process that makes the pictures of one upload: reads it from stdin, writes one frame to stdout, and ends.
import { buffer } from 'node:stream/consumers';
import { makePicture, PictureRefused, type PictureWish } from './make-picture.ts';
import { frameAnswer, type PictureAnswer } from './picture-answer.ts';

const [wish = '{}', deadlineMs = '0'] = process.argv.slice(2);

process.title = 'vitascope-picture';
// The server ends this process at its deadline; this is for when the server itself is gone.
setTimeout(() => process.exit(1), Number(deadlineMs)).unref();

const answer = await answerTo(await buffer(process.stdin), JSON.parse(wish) as PictureWish);
for (const part of frameAnswer(answer)) process.stdout.write(part);

async function answerTo(input: Uint8Array, asked: PictureWish): Promise<PictureAnswer> {
  try {
    return { made: await makePicture(input, asked) };
  } catch (error) {
    if (error instanceof PictureRefused) return { refused: error.message };
    // What libvips says names nothing but the picture: it has been given no path and no address.
    return { refused: `It cannot be read: ${(error as Error).message.split('\n', 1)[0]?.slice(0, 200)}.` };
  }
}
