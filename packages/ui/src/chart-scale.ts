/** Round steps for an axis: about `count` of them, covering `min` to `max`. */
export function getTicks(min: number, max: number, count = 5): readonly number[] {
  const span = max - min || Math.abs(max) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(min / step);
  const last = Math.max(first + 1, Math.ceil(max / step));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Every how many labels one fits, given their width and the room for each. */
export function getLabelStride(bandPx: number, labelPx: number): number {
  return Math.max(1, Math.ceil(labelPx / Math.max(1, bandPx)));
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number | null;
}

/** An SVG path through the points; a null leaves a gap. */
export function getLinePath(points: readonly PlotPoint[]): string {
  let isDown = false;
  const parts: string[] = [];
  for (const { x, y } of points) {
    if (y === null) {
      isDown = false;
      continue;
    }
    parts.push(`${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`);
    isDown = true;
  }
  return parts.join("");
}
