// The colour that there is most of in a picture, for what stands around it.

/** Levels of each channel that are told apart. */
const SHIFT = 5;

/** From pixels with four bytes each. Colours count by how much of them can be seen. `#rrggbb` */
export function dominantColour(rgba: Uint8Array): string {
  const bins = new Map<number, { weight: number; red: number; green: number; blue: number }>();
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0, weight = 0] = rgba.subarray(at, at + 4);
    if (weight === 0) continue;
    const key = ((red >> SHIFT) << 16) | ((green >> SHIFT) << 8) | (blue >> SHIFT);
    const bin = bins.get(key) ?? { weight: 0, red: 0, green: 0, blue: 0 };
    bin.weight += weight;
    bin.red += red * weight;
    bin.green += green * weight;
    bin.blue += blue * weight;
    bins.set(key, bin);
  }
  const [most] = [...bins.values()].sort((a, b) => b.weight - a.weight);
  if (most === undefined) return '#000000';
  const hex = (sum: number): string =>
    Math.round(sum / most.weight)
      .toString(16)
      .padStart(2, '0');
  return `#${hex(most.red)}${hex(most.green)}${hex(most.blue)}`;
}
