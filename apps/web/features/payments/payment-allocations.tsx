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
import type { AllocationRow } from "./allocation-row.ts";

const loadTakeBack = () => import("./take-back-dialog.tsx");
const TakeBackDialog = lazy(loadTakeBack);

type TakeBack = ((row: AllocationRow) => void) | null;

/** The invoices that a payment paid, each with its reason; what was taken back stays in sight. */
export function PaymentAllocations({ payment }: { readonly payment: PaymentDto }) {
  const canAllocate = useCan("payments:write") && payment.reversal === null;
  const [takingBack, setTakingBack] = useState<AllocationRow | null>(null);
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
            columns={columnsOf(payment, canAllocate ? setTakingBack : null)}
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

function columnsOf(payment: PaymentDto, onTakeBack: TakeBack): readonly TableColumn<AllocationRow>[] {
  const { currency } = payment;
  return [
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
    {
      id: "state",
      header: "",
      cell: (row) => <AllocationState row={row} onTakeBack={onTakeBack} />,
      width: 150,
      align: "right",
      phone: "note",
    },
    {
      id: "amount",
      header: text.amount,
      unit: currency,
      cell: (row) => <AllocationAmount row={row} currency={currency} />,
      width: 150,
      align: "right",
      phone: "value",
      total: <Money amountMinor={payment.allocatedMinor} currency={currency} isZeroShown />,
    },
  ];
}

function AllocationAmount({ row, currency }: { readonly row: AllocationRow; readonly currency: string }) {
  return (
    <Explained title={text.why(row.invoiceNumber)} explanation={row.explanation}>
      <Money
        amountMinor={row.amountMinor}
        currency={currency}
        isZeroShown
        {...(row.isReversed && { className: "line-through" })}
      />
    </Explained>
  );
}

type StateProps = { readonly row: AllocationRow; readonly onTakeBack: TakeBack };

/** Whether it still counts, where it came from, and the way to take it back. */
function AllocationState({ row, onTakeBack }: StateProps) {
  if (row.isReversed || row.reversesId !== null) return <Badge tone="warn">{text.takenBack}</Badge>;
  return (
    <>
      {row.source === "credit" && <Badge>{text.fromCredit}</Badge>}
      {onTakeBack && (
        <Button
          size="sm"
          variant="quiet"
          onPointerEnter={() => void loadTakeBack()}
          onFocus={() => void loadTakeBack()}
          onClick={() => onTakeBack(row)}
        >
          {text.takeBack}
        </Button>
      )}
    </>
  );
}
