// Which part of a picture is shown: the crop that an editor chose, cut to the proportions of its kind around a focus.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A share of the width and of the height, from the left and from the top: 0 to 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point, Size {}

/** What an editor says of a picture; all in shares of it, upright. */
export interface Framing {
  /** What must not be left out. */
  readonly focus: Point;
  /** What may be shown at all; null for everything. */
  readonly crop: Rectangle | null;
}

export const centred: Framing = { focus: { x: 0.5, y: 0.5 }, crop: null };

/** The largest rectangle of the ratio within the crop, as near to having the focus in its middle as it can; in pixels. */
export function frame(picture: Size, framing: Framing, ratio: number | null): Rectangle {
  const crop = framing.crop ?? { x: 0, y: 0, width: 1, height: 1 };
  const left = Math.min(Math.round(crop.x * picture.width), picture.width - 1);
  const top = Math.min(Math.round(crop.y * picture.height), picture.height - 1);
  const room = {
    width: clamp(Math.round(crop.width * picture.width), 1, picture.width - left),
    height: clamp(Math.round(crop.height * picture.height), 1, picture.height - top),
  };
  const width = ratio === null ? room.width : clamp(Math.round(room.height * ratio), 1, room.width);
  const height = ratio === null ? room.height : clamp(Math.round(width / ratio), 1, room.height);
  const wantedX = Math.round(framing.focus.x * picture.width - width / 2);
  const wantedY = Math.round(framing.focus.y * picture.height - height / 2);
  return {
    x: clamp(wantedX, left, left + room.width - width),
    y: clamp(wantedY, top, top + room.height - height),
    width,
    height,
  };
}

/** Where the focus of the whole picture lies within a frame of it. */
export function focusWithin(picture: Size, frameOfIt: Rectangle, focus: Point): Point {
  const share = (value: number): number => Math.round(clamp(value, 0, 1) * 1000) / 1000;
  return {
    x: share((focus.x * picture.width - frameOfIt.x) / frameOfIt.width),
    y: share((focus.y * picture.height - frameOfIt.y) / frameOfIt.height),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
