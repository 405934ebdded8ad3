"use client";

import type { PortalHistoryDto } from "@stead/contracts/portal";
import { Money } from "@stead/ui/money";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatDay, moneyText } from "../../lib/format.ts";
import { sentence } from "../../lib/sentence.ts";
import { lists as text } from "../../messages/en/portal.ts";
import { PdfButton } from "./pdf-button.tsx";
import { PortalList, PortalListPage, RowText } from "./portal-list.tsx";
import { usePortal } from "./use-portal.ts";

/** Everything that changed what is owed, newest first. */
export function AccountPage() {
  const { lease } = usePortal();
  const query = useQuery(useTRPC().portal.history.queryOptions({ leaseId: lease.id }));
  const rows = query.data?.items.map((entry, index) => ({ ...entry, key: `${entry.id} ${index}` }));
  return (
    <PortalListPage
      title={text.account}
      help={text.accountHelp}
      actions={
        <PdfButton input={{ kind: "statement", id: lease.id }} label={text.statement}>
          {text.statement}
        </PdfButton>
      }
    >
      <PortalList
        label={text.account}
        query={query}
        rows={rows}
        empty={{ title: text.noAccount, help: text.noAccountHelp }}
        keyOf={({ key }) => key}
      >
        {(entry) => <AccountRow entry={entry} currency={lease.currency} />}
      </PortalList>
      {query.data?.isCut && <p className="mt-4 text-ink-2">{text.cut}</p>}
    </PortalListPage>
  );
}

function balanceWords(minor: number, currency: string): string {
  if (minor === 0) return text.settledAfter;
  return minor > 0
    ? text.balanceAfter(moneyText(minor, currency))
    : text.aheadAfter(moneyText(-minor, currency));
}

type RowProps = { readonly entry: PortalHistoryDto["items"][number]; readonly currency: string };

function AccountRow({ entry, currency }: RowProps) {
  const { on, description, amountMinor, balanceMinor, depositMinor } = entry;
  const isDeposit = amountMinor === 0 && depositMinor !== 0;
  return (
    <>
      <RowText title={sentence(description)} note={formatDay(on)} />
      <div className="text-right">
        <Money
          amountMinor={isDeposit ? depositMinor : amountMinor}
          currency={currency}
          isZeroShown
          hasPlus
          className="font-medium"
        />
        <p className="text-sm text-ink-2 tabular-nums">
          {isDeposit ? text.ofDeposit : balanceWords(balanceMinor, currency)}
        </p>
      </div>
    </>
  );
}
