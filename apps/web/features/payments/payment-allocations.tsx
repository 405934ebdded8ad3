"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { lazy, Suspense, useState } from "react";
import { Explained } from "../../lib/explained.tsx";
import { useCan } from "../../lib/session.tsx";
import { payment as text, recording } from "../../messages/en/payments.ts";

const loadTakeBack = () => import("./take-back-dialog.tsx");
const TakeBackDialog = lazy(loadTakeBack);

export type AllocationRow = PaymentDto["allocations"][number];

/** The invoices that a payment paid, each with its reason; what was taken back stays in sight. */
export function PaymentAllocations({ payment }: { readonly payment: PaymentDto }) {
  const { currency } = payment;
  const canAllocate = useCan("payments:write") && payment.reversal === null;
  const [takingBack, setTakingBack] = useState<AllocationRow | null>(null);
  const columns: readonly TableColumn<AllocationRow>[] = [
    {
      id: "invoice",
      header: text.invoice,
      cell: (row) => recording.invoice(row.invoiceNumber),
      phone: "title",
    },
    {
      id: "due",
      header: text.due,
      cell: (row) => <CivilDateText date={row.dueOn} />,
      width: 120,
      from: "lg",
    },
    {
      id: "on",
      header: text.on,
      cell: (row) => <CivilDateText date={row.allocatedOn} />,
      width: 120,
      phone: "detail",
    },
    { id: "state", header: "", cell: (row) => <AllocationState row={row} />, width: 130 },
    {
      id: "take-back",
      header: "",
      cell: (row) =>
        canAllocate &&
        isInForce(row) && (
          <Button
            size="sm"
            variant="quiet"
            onPointerEnter={() => void loadTakeBack()}
            onFocus={() => void loadTakeBack()}
            onClick={() => setTakingBack(row)}
          >
            {text.takeBack}
          </Button>
        ),
      width: 120,
      align: "right",
      phone: "note",
    },
    {
      id: "amount",
      header: text.amount,
      unit: currency,
      cell: (row) => (
        <Explained title={text.why(row.invoiceNumber)} explanation={row.explanation}>
          <Money
            amountMinor={row.amountMinor}
            currency={currency}
            isZeroShown
            {...(row.isReversed && { className: "line-through" })}
          />
        </Explained>
      ),
      width: 150,
      align: "right",
      phone: "value",
      total: <Money amountMinor={payment.allocatedMinor} currency={currency} isZeroShown />,
    },
  ];
  return (
    <div id="allocations">
      <Section title={text.allocations} hasRule>
        {payment.allocations.length === 0 ? (
          <EmptyState title={text.noAllocations}>
            {payment.unallocatedMinor > 0 && text.noAllocationsHelp}
          </EmptyState>
        ) : (
          <Table
            label={text.allocations}
            columns={columns}
            rows={payment.allocations}
            getRowId={(row) => row.id}
            getRowHref={(row) => `/invoices/${row.invoiceId}`}
          />
        )}
        {takingBack && (
          <Suspense>
            <TakeBackDialog payment={payment} allocation={takingBack} onClose={() => setTakingBack(null)} />
          </Suspense>
        )}
      </Section>
    </div>
  );
}

function isInForce(row: AllocationRow): boolean {
  return !row.isReversed && row.reversesId === null;
}

function AllocationState({ row }: { readonly row: AllocationRow }) {
  if (!isInForce(row)) return <Badge tone="warn">{text.takenBack}</Badge>;
  return row.source === "credit" ? <Badge>{text.fromCredit}</Badge> : null;
}
