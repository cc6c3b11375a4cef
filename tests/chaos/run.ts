/** `npm run chaos [-- kills [seed [apart]]]`: 50 kills unless said otherwise, and one line of figures; `apart`: a process for each role. */
import { runChaos } from './chaos.ts';

const kills = Number(process.argv[2] ?? 50);
const seed = Number(process.argv[3] ?? 1);
const report = await runChaos({
  seed,
  kills,
  seconds: 40,
  pauseMs: 4000,
  isApart: process.argv[4] === 'apart',
  log: (line) => console.log(line),
});
console.log(JSON.stringify({ seed, ...report }));
