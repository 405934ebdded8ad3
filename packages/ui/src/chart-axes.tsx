import { getLabelStride } from "./chart-scale.ts";

export interface PlotArea {
  readonly leftPx: number;
  readonly rightPx: number;
  readonly topPx: number;
  readonly bottomPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

interface AxesProps {
  readonly area: PlotArea;
  readonly ticks: readonly number[];
  readonly toY: (value: number) => number;
  readonly formatAxis: (value: number) => string;
  readonly categories: readonly string[];
  readonly cursor: number | null;
}

/** Lines across with their values, names along the bottom as far as they fit. */
export function Axes({ area, ticks, toY, formatAxis, categories, cursor }: AxesProps) {
  const band = (area.widthPx - area.leftPx - area.rightPx) / categories.length;
  const longest = Math.max(...categories.map((category) => category.length), 1);
  const stride = getLabelStride(band, longest * 6.5 + 28);
  const last = categories.length - 1;
  return (
    <g className="fill-ink-3 text-sm" aria-hidden>
      {cursor !== null && (
        <rect
          className="fill-hover"
          x={area.leftPx + cursor * band}
          y={area.topPx}
          width={band}
          height={area.heightPx - area.topPx - area.bottomPx}
        />
      )}
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? "stroke-line-strong" : "stroke-line"}
            x1={area.leftPx}
            x2={area.widthPx - area.rightPx}
            y1={Math.round(toY(tick)) + 0.5}
            y2={Math.round(toY(tick)) + 0.5}
          />
          <text x={area.leftPx - 8} y={toY(tick) + 4} textAnchor="end" className="tabular-nums">
            {formatAxis(tick)}
          </text>
        </g>
      ))}
      {categories.map((category, index) => {
        if ((last - index) % stride !== 0) return null;
        const x = area.leftPx + (index + 0.5) * band;
        const isCut = x + (category.length * 6.5) / 2 > area.widthPx;
        return (
          <text
            key={category}
            x={isCut ? area.widthPx : x}
            y={area.heightPx - 6}
            textAnchor={isCut ? "end" : "middle"}
          >
            {category}
          </text>
        );
      })}
    </g>
  );
}
