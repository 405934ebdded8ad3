"use client";

import { IconButton } from "@stead/ui/button";
import ChevronLeft from "lucide-react/icons/chevron-left";
import ChevronRight from "lucide-react/icons/chevron-right";
import { formatMonth } from "../../lib/format.ts";
import { shiftMonth } from "../../lib/months.ts";
import { billing as text } from "../../messages/en/billing.ts";

/** Steps from month to month. */
export function MonthSwitch({
  month,
  onChange,
}: {
  readonly month: string;
  readonly onChange: (month: string) => void;
}) {
  return (
    <div role="group" aria-label={text.month} className="flex items-center gap-1">
      <IconButton
        label={text.previousMonth}
        icon={<ChevronLeft />}
        size="sm"
        onClick={() => onChange(shiftMonth(month, -1))}
      />
      <span aria-live="polite" className="min-w-24 text-center font-medium">
        {formatMonth(month)}
      </span>
      <IconButton
        label={text.nextMonth}
        tipAlign="end"
        icon={<ChevronRight />}
        size="sm"
        onClick={() => onChange(shiftMonth(month, 1))}
      />
    </div>
  );
}
