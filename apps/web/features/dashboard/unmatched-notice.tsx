import type { DashboardDto } from "@stead/contracts/dashboard";
import { ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { dashboard as text } from "../../messages/en/dashboard.ts";

/** Money that came in and is on no lease. */
export function UnmatchedNotice({
  data: { unallocatedPayments, currency },
}: {
  readonly data: DashboardDto;
}) {
  const isWhole = useSession().propertyIds === null;
  const { count, amountMinor } = unallocatedPayments;
  if (count === 0) return null;
  return (
    <Callout
      tone="warn"
      title={text.waiting(count)}
      className="mb-5"
      action={
        <ButtonLink href={isWhole ? "/desk" : "/payments?status=unallocated"} size="sm">
          {text.lookAtThem}
        </ButtonLink>
      }
    >
      {text.waitingHelp(moneyText(amountMinor, currency))}
    </Callout>
  );
}
