"use client";

import type { RefundWaysDto } from "@stead/contracts/disbursements";
import { Dialog } from "@stead/ui/dialog";
import { RadioGroup } from "@stead/ui/radio-group";
import { SkeletonForm } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { moneyText } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { refundForm as text } from "../../messages/en/disbursements.ts";
import { payment as words } from "../../messages/en/payments.ts";
import type { PaymentDialogProps } from "./allocate-dialog.tsx";
import { RefundByHand } from "./refund-by-hand.tsx";
import { RefundByRail, type RefundWay } from "./refund-by-rail.tsx";

/** Each way has a name of its own: an account can pay back and pay out. */
const keyOfWay = ({ way, railAccountId }: RefundWay) => `${way} ${railAccountId ?? ""}`;
const byHand = "by_hand";

/** Pays back what is unallocated or held as credit: by a provider, by a file for the bank, or by hand. */
export default function RefundDialog({ payment, onClose }: PaymentDialogProps) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.disbursements.listRefundWays.queryOptions({ paymentId: payment.id }),
    staleTime: 0,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const ways = query.data;
  if (ways === undefined)
    return (
      <Dialog isOpen onClose={onClose} title={words.refundTitle(payment.number)} size="lg">
        {query.error ? <QueryFailure query={query} /> : <SkeletonForm />}
      </Dialog>
    );
  const current = chosen ?? keyOfWay(ways.ways.find(({ way }) => way !== "bank_file") ?? bankWay(ways));
  const way = ways.ways.find((each) => keyOfWay(each) === current);
  const chooser = (
    <RadioGroup
      legend={text.way}
      options={[
        ...ways.ways.map((each) => ({
          value: keyOfWay(each),
          label: text.wayOf[each.way](each.label),
          help: helpOf(each, ways.currency),
        })),
        { value: byHand, label: text.wayOf.by_hand(), help: text.wayHelp.by_hand },
      ]}
      value={current}
      onChange={setChosen}
    />
  );
  const form = { payment, onClose, chooser };
  return way === undefined ? (
    <RefundByHand {...form} freeMinor={ways.freeMinor} />
  ) : (
    <RefundByRail key={current} {...form} way={way} freeMinor={ways.freeMinor} />
  );
}

/** The way that is always there. */
function bankWay({ ways }: RefundWaysDto): RefundWay {
  const found = ways.find(({ way }) => way === "bank_file");
  if (found === undefined) throw new Error("a payment that cannot be paid back by bank");
  return found;
}

function helpOf({ way, mostMinor }: RefundWay, currency: string): string {
  const limit = mostMinor === null ? "" : ` ${text.limit(moneyText(mostMinor, currency))}`;
  return text.wayHelp[way] + limit;
}
