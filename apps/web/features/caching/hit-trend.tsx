import { caching as text } from "../../messages/en/caching.ts";

const [widthPx, heightPx] = [96, 24];
const full = 1_000;

/** A family's share of hits over the time shown, as a small line; gaps where nothing was read. */
export function HitTrend({
  family,
  hits,
}: {
  readonly family: string;
  readonly hits: readonly (number | null)[];
}) {
  const step = widthPx / Math.max(1, hits.length - 1);
  const known = hits.flatMap((share, place) => (share === null ? [] : [{ share, place }]));
  const points = known.map(
    ({ share, place }) =>
      `${(place * step).toFixed(1)},${(heightPx - 2 - (share / full) * (heightPx - 4)).toFixed(1)}`,
  );
  const shares = known.map(({ share }) => text.percent(share)).join(", ");
  if (points.length === 0) return <span className="text-ink-3">–</span>;
  const [first = ""] = points;
  return (
    <svg
      role="img"
      aria-label={text.trendOf(family, shares)}
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      width={widthPx}
      height={heightPx}
      className="inline-block text-accent"
    >
      <polyline
        points={points.length === 1 ? `${first} ${first}` : points.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth={points.length === 1 ? 4 : 1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
