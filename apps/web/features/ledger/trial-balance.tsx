"use client";

import type { TrialBalanceDto } from "@stead/contracts/ledger";
import { Callout } from "@stead/ui/callout";
import { DateInput } from "@stead/ui/date-input";
import { EmptyState } from "@stead/ui/empty-state";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { Table, type TableColumn } from "@stead/ui/table";
import { Why } from "@stead/ui/why";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useTRPC } from "../../lib/api.ts";
import { moneyText } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useSession } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { AccountsHeader } from "./accounts-header.tsx";

type CurrencyBalance = TrialBalanceDto["currencies"][number];
type AccountRow = CurrencyBalance["rows"][number];

/** Every account's debit and credit up to a day, currency by currency: both sides are equal. */
export function TrialBalance() {
  const trpc = useTRPC();
  const { today } = useSession();
  const [asOf, setAsOf] = useQueryState("asOf", parseAsString);
  const query = useQuery(
    trpc.ledger.trialBalance.queryOptions({ asOf: asOf ?? undefined }, { placeholderData: keepPreviousData }),
  );
  return (
    <>
      <AccountsHeader
        currentId="trial-balance"
        actions={
          <label className="flex items-center gap-2">
            <span className="text-ink-2">{text.asOf}</span>
            <DateInput
              className="w-40"
              value={asOf ?? today}
              onChange={(date) => void setAsOf(date === today ? null : date)}
              today={today}
            />
          </label>
        }
      />
      <RecordView
        query={query}
        back={{ href: "/accounts", label: text.title }}
        skeleton={<SkeletonText lines={14} />}
      >
        {(balance) => (
          <div className={query.isPlaceholderData ? "grid gap-10 opacity-60" : "grid gap-10"}>
            {balance.currencies.length === 0 && (
              <EmptyState title={text.noBalance}>{text.noBalanceHelp}</EmptyState>
            )}
            {balance.currencies.map((each) => (
              <CurrencyTable key={each.currency} balance={each} asOf={balance.asOf} />
            ))}
          </div>
        )}
      </RecordView>
    </>
  );
}

function columnsOf(balance: CurrencyBalance): readonly TableColumn<AccountRow>[] {
  const { currency, debitMinor, creditMinor, rows } = balance;
  const total = (minor: number) => <Money amountMinor={minor} currency={currency} isZeroShown />;
  const side = { width: 160, align: "right" } as const;
  return [
    {
      id: "account",
      header: text.account,
      cell: (row) => (
        <>
          <span className="text-ink-3">{row.code}</span> {row.name}
        </>
      ),
      phone: "title",
    },
    {
      id: "type",
      header: text.accountType,
      cell: (row) => text.accountTypes[row.type],
      width: 110,
      from: "lg",
      phone: "detail",
    },
    {
      id: "debit",
      header: text.debit,
      cell: (row) => <Money amountMinor={row.debitMinor} currency={currency} />,
      ...side,
      total: total(debitMinor),
    },
    {
      id: "credit",
      header: text.credit,
      cell: (row) => <Money amountMinor={row.creditMinor} currency={currency} />,
      ...side,
      total: total(creditMinor),
    },
    {
      id: "balance",
      header: text.balance,
      cell: (row) => <Balance row={row} currency={currency} />,
      ...side,
      phone: "value",
      total: total(rows.reduce((sum, row) => sum + row.balanceMinor, 0)),
    },
  ];
}

/** The balance of an account, and how it comes from both sides. */
function Balance({ row, currency }: { readonly row: AccountRow; readonly currency: string }) {
  const money = (minor: number) => <Money amountMinor={minor} currency={currency} isZeroShown />;
  return (
    <Why
      title={`${row.code} ${row.name}`}
      rule={text.balanceRule}
      lines={[
        { label: text.debit, value: money(row.debitMinor) },
        { label: text.credit, value: money(-row.creditMinor) },
        { label: text.balance, value: money(row.balanceMinor), isResult: true },
      ]}
    >
      {money(row.balanceMinor)}
    </Why>
  );
}

function CurrencyTable({ balance, asOf }: { readonly balance: CurrencyBalance; readonly asOf: string }) {
  const { currency, rows, debitMinor, creditMinor } = balance;
  const isSound = debitMinor === creditMinor;
  return (
    <Section title={currency}>
      <Table
        label={`${text.trialBalance} ${currency}`}
        columns={columnsOf(balance)}
        rows={rows}
        getRowId={(row) => row.code}
        getRowHref={(row) => `/accounts?account=${row.code}&to=${asOf}`}
      />
      <Callout tone={isSound ? "good" : "bad"} className="mt-4">
        {isSound ? text.sound : text.unsound(moneyText(Math.abs(debitMinor - creditMinor), currency))}
      </Callout>
    </Section>
  );
}
