import { joinClasses } from "./class-names.ts";
import { formatMoney, type MoneyFormat } from "./format.ts";

export interface MoneyProps extends Omit<MoneyFormat, "hasCurrency"> {
  /** Integer minor units. Null shows nothing known. */
  readonly amountMinor: number | null;
  /** Show the code; leave out in a column whose header names it. */
  readonly hasCurrency?: boolean;
  /** Write zero as a figure instead of a dash. */
  readonly isZeroShown?: boolean;
  /** "owed" colours amounts above zero, "signed" colours by sign. The sign itself is always written. */
  readonly tone?: "plain" | "owed" | "signed";
  readonly className?: string;
}

function getToneClass(amountMinor: number, tone: MoneyProps["tone"]): string | false {
  if (tone === "owed") return amountMinor > 0 && "text-bad";
  if (tone === "signed") return (amountMinor < 0 && "text-bad") || (amountMinor > 0 && "text-good");
  return false;
}

/** An amount: tabular figures, a true minus, zero as a dash. Alignment is the column's affair. */
export function Money({
  amountMinor,
  isZeroShown = false,
  tone = "plain",
  className,
  ...format
}: MoneyProps) {
  if (amountMinor === null) return null;
  if (amountMinor === 0 && !isZeroShown) {
    return (
      <span className={joinClasses("text-ink-3", className)}>
        <span aria-hidden>–</span>
        <span className="sr-only">0</span>
      </span>
    );
  }
  return (
    <span
      className={joinClasses("whitespace-nowrap tabular-nums", getToneClass(amountMinor, tone), className)}
    >
      {formatMoney(amountMinor, format)}
    </span>
  );
}
