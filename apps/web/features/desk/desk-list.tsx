"use client";

import type { SuspenseDto } from "@stead/contracts/desk";
import { Button } from "@stead/ui/button";
import { joinClasses } from "@stead/ui/class-names";
import { Money } from "@stead/ui/money";
import { useEffect, useRef } from "react";
import { desk as text } from "../../messages/en/desk.ts";
import { payments } from "../../messages/en/payments.ts";
import type { WaitingMoney } from "./use-desk.ts";

/** The waiting money, oldest first. */
export function DeskList({ waiting }: { readonly waiting: WaitingMoney }) {
  const { rows = [], current, query, setOpenId } = waiting;
  const total = query.data?.pages[0]?.total;
  return (
    <>
      <ul aria-label={text.list} className="divide-y divide-line border-y border-line">
        {rows.map((row) => (
          <li key={row.paymentId}>
            <Row
              row={row}
              isCurrent={row.paymentId === current?.paymentId}
              onOpen={() => void setOpenId(row.paymentId)}
            />
          </li>
        ))}
      </ul>
      <div className="flex items-center justify-between gap-4 py-3 text-sm text-ink-2">
        {total && <span>{text.shown(rows.length, total.count, total.isCapped)}</span>}
        {query.hasNextPage && (
          <Button size="sm" isLoading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text.more}
          </Button>
        )}
      </div>
      <p className="text-sm text-ink-3 max-lg:hidden">{text.keys}</p>
    </>
  );
}

type RowProps = { readonly row: SuspenseDto; readonly isCurrent: boolean; readonly onOpen: () => void };

function Row({ row, isCurrent, onOpen }: RowProps) {
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isCurrent) place.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  return (
    <button
      ref={place}
      type="button"
      aria-current={isCurrent}
      onClick={onOpen}
      className={joinClasses(
        "grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-4 px-3 py-2 text-left hover:bg-hover",
        isCurrent && "lg:bg-accent-soft",
      )}
    >
      <span className="mono truncate">{row.reference ?? text.noReference}</span>
      <Money amountMinor={row.amountMinor} currency={row.currency} hasCurrency isZeroShown />
      <span className="truncate text-sm text-ink-2">
        {[payments.rails[row.rail], row.payerName].filter(Boolean).join(" · ")}
      </span>
      <span className="text-right text-sm text-ink-3">{text.waits(row.waitingDays)}</span>
    </button>
  );
}
