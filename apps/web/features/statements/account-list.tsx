"use client";

import { Button, ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import { Table, type TableColumn } from "@stead/ui/table";
import { lazy, Suspense, useState } from "react";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan } from "../../lib/session.tsx";
import { accounts as text } from "../../messages/en/statements.ts";
import { StatementsFrame } from "./statements-header.tsx";
import { useStatementPlaces, type StatementPlace } from "./use-accounts.ts";

const loadDialog = () => import("./bank-account-dialog.tsx");
const BankAccountDialog = lazy(loadDialog);

function columnsFor(canUpload: boolean): readonly TableColumn<StatementPlace>[] {
  return [
    { id: "label", header: text.name, cell: (row) => row.label, phone: "title" },
    { id: "by", header: text.by, cell: (row) => row.by, width: 110, from: "lg" },
    {
      id: "number",
      header: text.number,
      cell: (row) => <span className="mono">{row.number}</span>,
      width: 220,
      phone: "detail",
    },
    { id: "currency", header: text.currency, cell: (row) => row.currency, width: 90, phone: "value" },
    { id: "use", header: text.use, cell: (row) => row.use, width: 220, from: "xl" },
    {
      id: "days",
      header: "",
      cell: (row) => <TextLink href={`/reconciliation?account=${row.id}`}>{text.days}</TextLink>,
      width: 90,
      from: "lg",
    },
    {
      id: "upload",
      header: "",
      cell: (row) =>
        canUpload && (
          <ButtonLink
            size="sm"
            variant="quiet"
            href={`/statements/new?account=${row.id}`}
            aria-label={text.uploadOf(row.label)}
          >
            {text.upload}
          </ButtonLink>
        ),
      width: 100,
      align: "right",
      phone: "note",
    },
  ];
}

/** The accounts that statements are of, with the way to bring one in. */
export function AccountList() {
  const canAdd = useCan("rails:write");
  const canUpload = useCan("payments:write");
  const [isAdding, setAdding] = useState(false);
  const { places, failed } = useStatementPlaces();
  const add = canAdd && (
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
    <StatementsFrame currentId="accounts" actions={add}>
      <Table
        label={text.title}
        columns={columnsFor(canUpload)}
        rows={places}
        getRowId={(row) => row.id}
        empty={
          <EmptyState title={text.none} action={add}>
            {text.noneHelp}
          </EmptyState>
        }
        error={failed ? <QueryFailure query={failed} /> : null}
      />
      {isAdding && (
        <Suspense>
          <BankAccountDialog onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </StatementsFrame>
  );
}
