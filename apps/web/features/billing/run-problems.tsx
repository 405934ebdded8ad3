"use client";

import type { BillingRunDto } from "@stead/contracts/billing";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { formatCount } from "../../lib/format.ts";
import { billing as text } from "../../messages/en/billing.ts";

type Problem = BillingRunDto["problems"][number];

const columns: readonly TableColumn<Problem>[] = [
  {
    id: "lease",
    header: text.lease,
    cell: (row) => text.leaseNumber(row.leaseNumber),
    width: 160,
    phone: "title",
  },
  { id: "problem", header: text.problem, cell: (row) => row.message, phone: "detail" },
];

/** The leases that a run leaves out, each with its reason and the way to it. */
export function RunProblems({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <Section title={`${text.problems} (${formatCount(problems.length)})`} description={text.problemsHelp}>
      <Table
        label={text.problems}
        columns={columns}
        rows={problems}
        getRowId={(row) => `${row.leaseId} ${row.message}`}
        getRowHref={(row) => `/leases/${row.leaseId}`}
      />
    </Section>
  );
}
