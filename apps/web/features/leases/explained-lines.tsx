import type { ComponentProps } from "react";
import { Money } from "@stead/ui/money";
import { Explained } from "../../lib/explained.tsx";

type Line = {
  label: string;
  amountMinor: number;
  explanation: ComponentProps<typeof Explained>["explanation"] | null;
};

/** What is charged and credited line by line; each amount that was reckoned says why. */
export function ExplainedLines({
  lines,
  currency,
}: {
  readonly lines: readonly Line[];
  readonly currency: string;
}) {
  return (
    <ul className="grid gap-1">
      {lines.map(({ label, amountMinor, explanation }, index) => (
        <li key={index} className="flex justify-between gap-4">
          <span className="min-w-0">{label}</span>
          {explanation === null ? (
            <Money amountMinor={amountMinor} currency={currency} hasPlus />
          ) : (
            <Explained title={label} explanation={explanation}>
              <Money amountMinor={amountMinor} currency={currency} hasPlus />
            </Explained>
          )}
        </li>
      ))}
    </ul>
  );
}
