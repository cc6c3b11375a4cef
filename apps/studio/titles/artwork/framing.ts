/** Which part of a picture is shown: the same arithmetic as the server's, so that what one sees is what one gets. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Framing {
  readonly focus: Point;
  /** 1 shows as much as fits; less comes closer. */
  readonly zoom: number;
}

/** Width to height of what each kind is cut to; null for as it is. */
export const ratios = {
  poster: 2 / 3,
  backdrop: 16 / 9,
  still: 16 / 9,
  portrait: 2 / 3,
  logo: null,
} as const;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** In shares of the picture. */
export function shownOf(
  size: { readonly width: number; readonly height: number },
  framing: Framing,
  ratio: number | null,
): Rectangle {
  const own = size.width / size.height;
  const wide = ratio === null ? own : ratio;
  // The largest of the ratio: it touches either both sides or top and bottom.
  const whole = wide > own ? { width: 1, height: own / wide } : { width: wide / own, height: 1 };
  const [width, height] = [whole.width * framing.zoom, whole.height * framing.zoom];
  return {
    x: clamp(framing.focus.x - width / 2, 0, 1 - width),
    y: clamp(framing.focus.y - height / 2, 0, 1 - height),
    width,
    height,
  };
}

/** What the API is told. Without zoom the focus says it all, for other proportions too. */
export function framingQuery(
  size: { readonly width: number; readonly height: number },
  framing: Framing,
  ratio: number | null,
): { focusX: number; focusY: number; crop?: string } {
  const round = (share: number): number => Math.round(share * 1e5) / 1e5;
  const focus = { focusX: round(framing.focus.x), focusY: round(framing.focus.y) };
  if (framing.zoom >= 1) return focus;
  const { x, y, width, height } = shownOf(size, framing, ratio);
  const fit = (from: number, length: number): number => Math.min(round(length), round(1 - round(from)));
  const spell = (share: number): string => String(share).replace(/^0\./, '.');
  return { ...focus, crop: [round(x), round(y), fit(x, width), fit(y, height)].map(spell).join(',') };
}

/** The zoom that a crop of before comes to. */
export function zoomOf(
  size: { readonly width: number; readonly height: number },
  crop: Rectangle | null,
  ratio: number | null,
): number {
  if (crop === null) return 1;
  const whole = shownOf(size, { focus: { x: 0.5, y: 0.5 }, zoom: 1 }, ratio);
  return clamp(Math.min(crop.width / whole.width, crop.height / whole.height), 0.1, 1);
}
