import type { BillingRunDto } from "@stead/contracts/billing";
import { InstantText } from "@stead/ui/date-text";
import type { TableColumn } from "@stead/ui/table";
import { formatCount, formatMonth } from "../../lib/format.ts";
import { billing as text } from "../../messages/en/billing.ts";
import { CurrencyTotals } from "./currency-totals.tsx";
import { RunStatus } from "./run-status.tsx";

export const runColumns: readonly TableColumn<BillingRunDto>[] = [
  {
    id: "month",
    header: text.month,
    cell: (run) => formatMonth(run.periodStart),
    isSortable: true,
    phone: "title",
  },
  {
    id: "status",
    header: text.status,
    cell: (run) => <RunStatus status={run.status} />,
    width: 120,
    phone: "note",
  },
  {
    id: "started",
    header: text.started,
    cell: (run) => <InstantText instant={run.createdAt} />,
    width: 170,
    phone: "detail",
  },
  {
    id: "invoices",
    header: text.invoiceCount,
    cell: (run) => formatCount(run.invoiceCount),
    width: 100,
    align: "right",
    from: "lg",
  },
  {
    id: "problems",
    header: text.problems,
    cell: (run) => formatCount(run.problems.length),
    width: 100,
    align: "right",
    from: "lg",
  },
  {
    id: "total",
    header: text.total,
    cell: (run) => <CurrencyTotals totals={run.totals} />,
    width: 220,
    align: "right",
    phone: "value",
  },
];
