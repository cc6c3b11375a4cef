// Texts as pictures for cameras.
import { renderSVG } from 'uqr';

/** An SVG without scripts and without addresses. Black on white with a margin, since cameras look for just that. */
export const qrCode = (text: string): string =>
  renderSVG(text, { ecc: 'M', border: 4, pixelSize: 4, whiteColor: '#fff', blackColor: '#000' });
