"use client";

import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { Badge, StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Table, type TableColumn } from "@stead/ui/table";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { payments } from "../../messages/en/payments.ts";
import { rails as text } from "../../messages/en/rails.ts";
import { HealthBadge } from "./rail-health.tsx";
import { useCanChangeRails } from "./use-rail-account.ts";

const loadDialog = () => import("./rail-account-dialog.tsx");
const RailAccountDialog = lazy(loadDialog);
const RailAccountDrawer = lazy(() => import("./rail-account-drawer.tsx"));

const columns: readonly TableColumn<RailAccountDto>[] = [
  { id: "label", header: text.label, cell: (row) => row.label, phone: "title" },
  { id: "rail", header: text.provider, cell: (row) => payments.rails[row.rail], width: 120, from: "lg" },
  {
    id: "account",
    header: text.account,
    cell: (row) => <span className="mono">{row.account}</span>,
    width: 180,
    phone: "detail",
  },
  { id: "currency", header: text.currency, cell: (row) => row.currency, width: 90, from: "xl" },
  {
    id: "tested",
    header: text.tested,
    cell: (row) => <TestBadge account={row} />,
    width: 130,
    phone: "note",
  },
  {
    id: "health",
    header: text.health,
    cell: (row) => <HealthBadge account={row} />,
    width: 120,
    from: "lg",
  },
  {
    id: "registered",
    header: text.registered,
    cell: (row) => (row.registeredAt === null ? text.isNotRegistered : text.isRegistered),
    width: 130,
    from: "lg",
  },
  {
    id: "state",
    header: text.state,
    cell: (row) => (
      <Badge tone={row.isActive ? "good" : "neutral"}>{row.isActive ? text.on : text.off}</Badge>
    ),
    width: 100,
    phone: "value",
  },
];

/** The agency's accounts with providers of money: what works, what does not, and a way to add one. */
export function RailAccountsPage() {
  const trpc = useTRPC();
  const canWrite = useCanChangeRails();
  const query = useQuery(trpc.rails.list.queryOptions({}));
  const [openId, setOpenId] = useQueryState("account", parseAsString);
  const [isAdding, setAdding] = useState(false);
  const accounts = query.data?.items;
  const open = accounts?.find(({ id }) => id === openId);
  const add = canWrite && (
    <Button
      variant="primary"
      onPointerEnter={() => void loadDialog()}
      onFocus={() => void loadDialog()}
      onClick={() => setAdding(true)}
    >
      {text.add}
    </Button>
  );
  return (
    <>
      <PageHeader title={text.title} actions={add}>
        {text.help}
      </PageHeader>
      <Table
        label={text.title}
        columns={columns}
        rows={accounts}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/settings/providers?account=${row.id}`}
        hasKeys
        empty={
          <EmptyState title={text.none} action={add}>
            {text.noneHelp}
          </EmptyState>
        }
        error={query.error && accounts === undefined ? <QueryFailure query={query} /> : null}
      />
      <Suspense>
        {open && <RailAccountDrawer account={open} onClose={() => void setOpenId(null)} />}
        {isAdding && (
          <RailAccountDialog
            account={null}
            onClose={() => setAdding(false)}
            onSaved={(saved) => void setOpenId(saved.id)}
          />
        )}
      </Suspense>
    </>
  );
}

function TestBadge({ account: { testResult } }: { readonly account: RailAccountDto }) {
  if (testResult === null) return <StatusBadge tone="neutral">{text.untested}</StatusBadge>;
  return (
    <StatusBadge tone={testResult.isOk ? "good" : "bad"}>
      {testResult.isOk ? text.testOk : text.testFailed}
    </StatusBadge>
  );
}
