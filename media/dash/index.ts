// MPEG-DASH (ISO/IEC 23009-1): manifests as pure functions of what is presented.
export { writeMpd } from './mpd.ts';
