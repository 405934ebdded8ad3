"use client";

import { Button } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { SkeletonText } from "@stead/ui/skeleton";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useSession } from "../../lib/session.tsx";
import { desk as text } from "../../messages/en/desk.ts";
import { DeskFilters } from "./desk-filters.tsx";
import { DeskList } from "./desk-list.tsx";
import { DeskReceipt } from "./desk-receipt.tsx";
import { useWaitingMoney, type WaitingMoney } from "./use-desk.ts";

/** Money that names no lease: on the left what waits, on the right the leases that it is likely for. */
export function DeskPage() {
  const { propertyIds } = useSession();
  return (
    <>
      <PageHeader title={text.title}>{text.help}</PageHeader>
      {propertyIds === null ? <Desk /> : <EmptyState title={text.limited} />}
    </>
  );
}

function Desk() {
  const waiting = useWaitingMoney();
  const { input, query, rows, state, openId, setOpenId } = waiting;
  if (query.error && rows === undefined) return <QueryFailure query={query} />;
  return (
    <>
      <div className={openId === null ? "" : "max-lg:hidden"}>
        <DeskFilters
          state={state}
          isBusy={query.isFetching && state.q !== ""}
          exported={{ list: "suspense", filters: input }}
        />
      </div>
      {rows === undefined && <SkeletonText lines={8} />}
      {rows?.length === 0 && <NothingWaits waiting={waiting} />}
      {rows !== undefined && rows.length > 0 && (
        <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(20rem,2fr)_3fr]">
          <div className={openId === null ? "" : "max-lg:hidden"}>
            <DeskList waiting={waiting} />
          </div>
          <div className={openId === null ? "max-lg:hidden" : ""}>
            <p className="mb-4 lg:hidden">
              <Button size="sm" onClick={() => void setOpenId(null)}>
                {text.back}
              </Button>
            </p>
            {waiting.current && (
              <DeskReceipt key={waiting.current.paymentId} receipt={waiting.current} waiting={waiting} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function NothingWaits({ waiting: { state } }: { readonly waiting: WaitingMoney }) {
  const isNarrowed = state.sentQ !== undefined || state.filters["rail"] !== null;
  if (!isNarrowed) return <EmptyState title={text.none}>{text.noneHelp}</EmptyState>;
  const showAll = () => {
    state.clearFilters();
    state.setQ("");
  };
  return <EmptyState title={text.nothingFound} action={<Button onClick={showAll}>{text.showAll}</Button>} />;
}
