import { joinClasses } from "./class-names.ts";
import { AppLink } from "./link.tsx";

export interface StackSegment {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  /** What the figure is made of. */
  readonly href?: string;
}

export interface StackChartProps {
  /** What is split, in words. */
  readonly label: string;
  /** In order of severity, up to five: the colours go from calm to alarming. */
  readonly segments: readonly StackSegment[];
  readonly formatValue: (value: number) => string;
  readonly formatShare: (share: number) => string;
  readonly totalLabel?: string;
  readonly className?: string;
}

const fills = ["fill-ramp-1", "fill-ramp-2", "fill-ramp-3", "fill-ramp-4", "fill-ramp-5"] as const;
const swatches = ["bg-ramp-1", "bg-ramp-2", "bg-ramp-3", "bg-ramp-4", "bg-ramp-5"] as const;

/** One bar split into parts, with the table of its parts right below: label, amount, share. */
export function StackChart({
  label,
  segments,
  formatValue,
  formatShare,
  totalLabel,
  className,
}: StackChartProps) {
  const total = segments.reduce((sum, segment) => sum + Math.max(0, segment.value), 0);
  const getShare = (segment: StackSegment) => (total === 0 ? 0 : Math.max(0, segment.value) / total);
  const starts = segments.map((_, index) =>
    segments.slice(0, index).reduce((sum, segment) => sum + getShare(segment), 0),
  );
  return (
    <figure className={className} aria-label={label}>
      <svg width="100%" height="20" aria-hidden className="mb-3 block rounded-sm bg-hover">
        {segments.map((segment, index) => {
          const share = getShare(segment);
          if (share === 0) return null;
          return (
            <rect
              key={segment.id}
              x={`${(starts[index] ?? 0) * 100}%`}
              width={`${share * 100}%`}
              height="20"
              strokeWidth="1.5"
              className={joinClasses(fills[Math.min(index, 4)], "stroke-canvas")}
            />
          );
        })}
      </svg>
      <table className="w-full">
        <tbody>
          {segments.map((segment, index) => (
            <tr key={segment.id} className="border-b last:border-b-0">
              <th scope="row" className="py-1.5 text-left font-normal">
                <span className="flex items-center gap-2">
                  <span
                    aria-hidden
                    className={joinClasses("size-2.5 flex-none rounded-[3px]", swatches[Math.min(index, 4)])}
                  />
                  {segment.label}
                </span>
              </th>
              <td className="py-1.5 pl-4 text-right font-medium">
                {segment.href === undefined ? (
                  formatValue(segment.value)
                ) : (
                  <AppLink href={segment.href} className="text-link" data-quiet="">
                    {formatValue(segment.value)}
                  </AppLink>
                )}
              </td>
              <td className="w-16 py-1.5 pl-4 text-right text-ink-3">{formatShare(getShare(segment))}</td>
            </tr>
          ))}
        </tbody>
        {totalLabel && (
          <tfoot>
            <tr className="border-t border-line-strong font-semibold">
              <th scope="row" className="py-1.5 text-left">
                {totalLabel}
              </th>
              <td className="py-1.5 pl-4 text-right">{formatValue(total)}</td>
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </figure>
  );
}
