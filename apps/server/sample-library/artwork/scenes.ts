/** What the demo's pictures show, as SVG of any proportions: a sky, something in it, and a ground. */

export const scenes = [
  'hills',
  'coast',
  'lights',
  'waves',
  'dunes',
  'moon',
  'stairs',
  'shapes',
  'stars',
  'rings',
] as const;
export type Scene = (typeof scenes)[number];

export interface Look {
  readonly scene: Scene;
  /** Degrees on the colour wheel. */
  readonly hue: number;
  /** Other scenery of the same kind. */
  readonly seed?: number;
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly hue: number;
  /** Between 0 and 1; the same numbers for the same look. */
  random(): number;
}

/** The whole picture; `over` is drawn on top of it. */
export function drawScene(
  { scene, hue, seed = 1 }: Look,
  size: { readonly width: number; readonly height: number },
  over = '',
): string {
  const { width, height } = size;
  const canvas: Canvas = { width, height, hue, random: randomFrom(seed * 7919 + hue + scene.length) };
  const sky = gradient('sky', [colour(hue, 46, 14), colour(hue + 18, 50, 30), colour(hue + 48, 68, 62)]);
  const shade = `<linearGradient id="shade" x1="0" y1="0" x2="0" y2="1"><stop offset="0.45" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.62"/></linearGradient>`;
  return svg(
    size,
    `<defs>${sky}${shade}</defs>${rect(size, 'url(#sky)')}${painters[scene](canvas)}${rect(size, 'url(#shade)')}${over}`,
  );
}

/** A head and shoulders before a plain wall. */
export function drawPortrait(
  seed: number,
  size: { readonly width: number; readonly height: number },
): string {
  const { width: w, height: h } = size;
  const random = randomFrom(seed * 104_729);
  const hue = Math.floor(random() * 360);
  const skin = colour(22 + random() * 12, 38 + random() * 14, 36 + random() * 38);
  const hair = colour(20 + random() * 20, 30, 10 + random() * 26);
  const cloth = colour(hue + 170, 34, 34);
  const head = { x: w / 2, y: h * 0.4, rx: w * 0.165, ry: w * 0.22 };
  const wall = gradient('sky', [colour(hue, 32, 74), colour(hue + 24, 34, 52), colour(hue + 40, 34, 34)]);
  const isLong = random() < 0.5;
  const locks = isLong
    ? `<path d="M${head.x - head.rx * 1.3} ${head.y + head.ry * 1.7}V${head.y - head.ry * 0.2}a${head.rx * 1.3} ${head.ry * 1.1} 0 0 1 ${head.rx * 2.6} 0V${head.y + head.ry * 1.7}Z" fill="${hair}"/>`
    : '';
  const crown = `<path d="M${head.x - head.rx * 1.12} ${head.y}a${head.rx * 1.12} ${head.ry * 1.12} 0 0 1 ${head.rx * 2.24} 0q${-head.rx * (0.3 + random())} ${-head.ry * 0.75} ${-head.rx * 2.24} 0Z" fill="${hair}"/>`;
  return svg(
    size,
    `<defs>${wall}</defs>${rect(size, 'url(#sky)')}${locks}` +
      `<path d="M0 ${h}q${w * 0.06} ${-h * 0.3} ${w * 0.36} ${-h * 0.33}h${w * 0.28}q${w * 0.3} ${h * 0.03} ${w * 0.36} ${h * 0.33}Z" fill="${cloth}"/>` +
      `<path d="M${head.x - w * 0.075} ${head.y + head.ry * 0.6}h${w * 0.15}v${h * 0.13}q${-w * 0.075} ${h * 0.07} ${-w * 0.15} 0Z" fill="${skin}"/>` +
      `<ellipse cx="${head.x}" cy="${head.y}" rx="${head.rx}" ry="${head.ry}" fill="${skin}"/>${crown}`,
  );
}

const painters: Readonly<Record<Scene, (canvas: Canvas) => string>> = {
  hills(canvas) {
    const { width: w, height: h, hue } = canvas;
    const x = w * (0.3 + canvas.random() * 0.4);
    const foot = h * 0.66;
    const tip = h * 0.36;
    const arcs = [0.06, 0.12, 0.18, 0.24].map((share, index) => {
      const r = h * share;
      return `<circle cx="${x}" cy="${tip}" r="${r}" fill="none" stroke="#fff" stroke-opacity="${0.55 - index * 0.12}" stroke-width="${h * 0.004}"/>`;
    });
    const mast = `<path d="M${x - h * 0.025} ${foot}L${x} ${tip}L${x + h * 0.025} ${foot}" fill="none" stroke="${colour(hue, 30, 10)}" stroke-width="${h * 0.006}"/>`;
    return (
      arcs.join('') +
      ridge(canvas, 0.6, 0.05, 34) +
      mast +
      ridge(canvas, 0.7, 0.07, 22) +
      ridge(canvas, 0.82, 0.06, 12)
    );
  },
  coast(canvas) {
    const { width: w, height: h, hue } = canvas;
    const layers = [0.42, 0.56, 0.7, 0.84].map((share, index) => {
      const edge = fractal(canvas, w * (share - 0.18), w * share, 7);
      const points = edge.map((x, n) => `${x.toFixed(1)} ${((n / (edge.length - 1)) * h).toFixed(1)}`);
      return `<path d="M${w} 0L${points.join('L')}L${w} ${h}Z" fill="${colour(hue + 30 + index * 8, 30, 58 - index * 13)}"/>`;
    });
    return layers.join('');
  },
  lights(canvas) {
    const { width: w, height: h, hue } = canvas;
    const glow = `<radialGradient id="glow"><stop offset="0" stop-color="#fff7cf"/><stop offset="0.25" stop-color="#ffd76a" stop-opacity="0.7"/><stop offset="1" stop-color="#ffd76a" stop-opacity="0"/></radialGradient>`;
    const dots = Array.from({ length: 60 }, () => {
      const r = h * (0.008 + canvas.random() ** 3 * 0.07);
      return `<circle cx="${canvas.random() * w}" cy="${h * (0.1 + canvas.random() * 0.75)}" r="${r}" fill="url(#glow)"/>`;
    });
    return `<defs>${glow}</defs>${rect(canvas, colour(hue + 220, 50, 10))}${dots.join('')}${roofs(canvas)}`;
  },
  waves(canvas) {
    const { width: w, height: h, hue } = canvas;
    const sun = `<circle cx="${w * 0.68}" cy="${h * 0.3}" r="${Math.min(w, h) * 0.13}" fill="${colour(hue + 50, 90, 82)}"/>`;
    const bands = Array.from({ length: 9 }, (_, index) => {
      const y = h * (0.42 + index * 0.065);
      const length = w * (0.22 + index * 0.04);
      const start = -length * canvas.random();
      let path = `M${start} ${y}`;
      for (let x = start; x < w + length; x += length)
        path += `q${length / 4} ${-h * 0.05} ${length / 2} 0t${length / 2} 0`;
      return `<path d="${path}V${h}H0Z" fill="${colour(hue + 8 * index, 46, 52 - index * 4.6)}"/>`;
    });
    return sun + bands.join('');
  },
  dunes(canvas) {
    const { width: w, height: h, hue } = canvas;
    const sun = `<circle cx="${w * 0.35}" cy="${h * 0.42}" r="${Math.min(w, h) * 0.2}" fill="${colour(hue + 20, 92, 70)}"/>`;
    return (
      sun + ridge(canvas, 0.56, 0.09, 44) + ridge(canvas, 0.68, 0.08, 32) + ridge(canvas, 0.82, 0.05, 20)
    );
  },
  moon(canvas) {
    const { width: w, height: h, hue } = canvas;
    const r = Math.min(w, h) * 0.24;
    const water = h * 0.62;
    const gleams = Array.from({ length: 12 }, (_, index) => {
      const half = r * (1.1 - index * 0.06) * (0.45 + canvas.random() * 0.55);
      const x = w / 2 + (canvas.random() - 0.5) * r * 0.5;
      const y = water + h * 0.02 + index * h * 0.027;
      return `<path d="M${x - half} ${y}H${x + half}" stroke="${colour(hue + 60, 60, 88)}" stroke-opacity="${0.8 - index * 0.05}" stroke-width="${h * 0.007}" stroke-linecap="round"/>`;
    });
    return (
      `<circle cx="${w / 2}" cy="${h * 0.34}" r="${r}" fill="${colour(hue + 60, 60, 90)}"/>` +
      `<circle cx="${w / 2 - r * 0.3}" cy="${h * 0.34 - r * 0.2}" r="${r * 0.18}" fill="${colour(hue + 60, 40, 80)}"/>` +
      `<circle cx="${w / 2 + r * 0.35}" cy="${h * 0.34 + r * 0.3}" r="${r * 0.12}" fill="${colour(hue + 60, 40, 80)}"/>` +
      ridge(canvas, 0.58, 0.05, 24) +
      `<rect y="${water}" width="${w}" height="${h - water}" fill="${colour(hue, 44, 16)}"/>${gleams.join('')}`
    );
  },
  stairs(canvas) {
    const { width: w, height: h, hue } = canvas;
    const centre = { x: w / 2, y: h * 0.42 };
    const steps = Array.from({ length: 46 }, (_, index) => {
      const angle = index * 0.36;
      const far = Math.hypot(w, h) * 0.62 * 0.94 ** index;
      const point = (turn: number, reach: number) =>
        `${(centre.x + Math.cos(angle + turn) * reach).toFixed(1)} ${(centre.y + Math.sin(angle + turn) * reach).toFixed(1)}`;
      return `<path d="M${point(0, far)}L${point(0.42, far * 0.97)}L${point(0.42, far * 0.5)}L${point(0, far * 0.52)}Z" fill="${colour(hue, 40, 8 + (index % 9) * 5)}"/>`;
    });
    return `${rect(canvas, colour(hue, 44, 7))}${steps.join('')}<circle cx="${centre.x}" cy="${centre.y}" r="${h * 0.028}" fill="${colour(hue + 40, 90, 76)}"/>`;
  },
  shapes(canvas) {
    const { width: w, height: h, hue } = canvas;
    const side = Math.min(w, h) / 5;
    const columns = Math.ceil(w / side);
    const boxes = Array.from({ length: columns * Math.ceil(h / side) }, (_, index) => {
      const x = (index % columns) * side + side * 0.14;
      const y = Math.floor(index / columns) * side + side * 0.14;
      const turn = (canvas.random() - 0.5) * 14;
      return `<rect x="${x}" y="${y}" width="${side * 0.72}" height="${side * 0.72}" rx="${side * 0.08}" fill="${colour(hue + canvas.random() * 70, 62, 46 + canvas.random() * 18)}" transform="rotate(${turn.toFixed(1)} ${x + side * 0.36} ${y + side * 0.36})"/>`;
    });
    const r = side * 0.95;
    return `${rect(canvas, colour(hue + 30, 50, 24))}${boxes.join('')}<circle cx="${w * 0.5}" cy="${h * 0.42}" r="${r}" fill="${colour(hue + 180, 78, 62)}"/><circle cx="${w * 0.5 - r * 0.3}" cy="${h * 0.42 - r * 0.12}" r="${r * 0.09}" fill="#222"/><circle cx="${w * 0.5 + r * 0.3}" cy="${h * 0.42 - r * 0.12}" r="${r * 0.09}" fill="#222"/><path d="M${w * 0.5 - r * 0.32} ${h * 0.42 + r * 0.22}q${r * 0.32} ${r * 0.32} ${r * 0.64} 0" fill="none" stroke="#222" stroke-width="${r * 0.07}" stroke-linecap="round"/>`;
  },
  stars(canvas) {
    const { width: w, height: h, hue } = canvas;
    const dust = Array.from(
      { length: 130 },
      () =>
        `<circle cx="${canvas.random() * w}" cy="${canvas.random() * h}" r="${h * (0.001 + canvas.random() ** 4 * 0.006)}" fill="#fff" fill-opacity="${0.4 + canvas.random() * 0.6}"/>`,
    );
    const bright = Array.from({ length: 7 }, (_, index) => ({
      x: w * (0.14 + index * 0.12),
      y: h * (0.2 + canvas.random() * 0.34),
    }));
    const line = bright.map(({ x, y }) => `${x} ${y}`).join('L');
    const points = bright.map(
      ({ x, y }) => `<circle cx="${x}" cy="${y}" r="${h * 0.011}" fill="${colour(hue + 60, 90, 84)}"/>`,
    );
    return `${rect(canvas, colour(hue, 52, 11))}${dust.join('')}<path d="M${line}" fill="none" stroke="#fff" stroke-opacity="0.45" stroke-width="${h * 0.003}"/>${points.join('')}${ridge(canvas, 0.84, 0.04, 6)}`;
  },
  rings(canvas) {
    const { width: w, height: h, hue } = canvas;
    const circles: string[] = [];
    const nest = (x: number, y: number, r: number, depth: number): void => {
      circles.push(
        `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" fill="${colour(hue + depth * 34, 62, 18 + depth * 12)}" fill-opacity="0.8"/>`,
      );
      if (depth === 4) return;
      for (let n = 0; n < 5; n++) {
        const angle = (n / 5) * 2 * Math.PI + depth * 0.5;
        nest(x + Math.cos(angle) * r * 0.62, y + Math.sin(angle) * r * 0.62, r * 0.36, depth + 1);
      }
    };
    nest(w / 2, h * 0.44, Math.min(w, h) * 0.46, 0);
    return rect(canvas, colour(hue, 50, 8)) + circles.join('');
  },
};

/** Something that rises and falls from edge to edge, filled to the ground; `at` and `rough` are shares of the height. */
function ridge(canvas: Canvas, at: number, rough: number, lightness: number): string {
  const { width: w, height: h, hue } = canvas;
  const edge = fractal(canvas, h * (at + rough), h * (at - rough), 5);
  const points = edge.map((y, n) => `${((n / (edge.length - 1)) * w).toFixed(1)} ${y.toFixed(1)}`);
  return `<path d="M0 ${h}L${points.join('L')}L${w} ${h}Z" fill="${colour(hue + 12, 38, lightness)}"/>`;
}

/** From one value to the other, each half broken again by half as much. */
function fractal(canvas: Canvas, from: number, to: number, depth: number): number[] {
  let line = [from, to];
  let reach = Math.abs(from - to) * 0.9;
  for (let n = 0; n < depth; n++) {
    line = line.flatMap((value, index) => {
      const next = line[index + 1];
      return next === undefined ? [value] : [value, (value + next) / 2 + (canvas.random() - 0.5) * reach];
    });
    reach *= 0.55;
  }
  return line;
}

function roofs(canvas: Canvas): string {
  const { width: w, height: h, hue } = canvas;
  let path = `M0 ${h}`;
  for (let x = 0; x < w; ) {
    const wide = w * (0.06 + canvas.random() * 0.1);
    const y = h * (0.74 + canvas.random() * 0.14);
    path += `L${x.toFixed(1)} ${y.toFixed(1)}l${(wide / 2).toFixed(1)} ${(-h * 0.035).toFixed(1)}l${(wide / 2).toFixed(1)} ${(h * 0.035).toFixed(1)}`;
    x += wide;
  }
  return `<path d="${path}L${w} ${h}Z" fill="${colour(hue + 220, 46, 5)}"/>`;
}

const rect = ({ width, height }: { readonly width: number; readonly height: number }, fill: string): string =>
  `<rect width="${width}" height="${height}" fill="${fill}"/>`;

export const svg = (
  { width, height }: { readonly width: number; readonly height: number },
  content: string,
): string => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;

function gradient(id: string, colours: readonly string[]): string {
  const stops = colours.map((one, n) => `<stop offset="${n / (colours.length - 1)}" stop-color="${one}"/>`);
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops.join('')}</linearGradient>`;
}

const colour = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${Math.round(hue) % 360},${saturation.toFixed(0)}%,${Math.max(2, lightness).toFixed(0)}%)`;

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
