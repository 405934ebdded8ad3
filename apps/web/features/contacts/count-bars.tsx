import { TextLink } from "@stead/ui/link";
import { formatCount } from "../../lib/format.ts";

export type CountBarsProps = { rows: readonly { id: string; label: string; count: number; href: string }[] };

/** Counts with their names, compared by the length of a bar. Each leads to what it counts. */
export function CountBars({ rows }: CountBarsProps) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <ul className="grid gap-2">
      {rows.map(({ id, label, count, href }) => (
        <li key={id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_4rem] items-center gap-3">
          <TextLink href={href} isQuiet className="truncate">
            {label}
          </TextLink>
          <span aria-hidden className="h-2 rounded-sm bg-hover">
            <span className="block h-2 rounded-sm bg-accent" style={{ width: `${(count / most) * 100}%` }} />
          </span>
          <span className="text-right tabular-nums">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}
