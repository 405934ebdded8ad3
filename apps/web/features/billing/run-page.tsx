"use client";

import type { BillingRunDto } from "@stead/contracts/billing";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatMonth } from "../../lib/format.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useSession } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { billing as text } from "../../messages/en/billing.ts";
import { records } from "../../messages/en/records.ts";
import { invoiceColumns } from "./invoice-columns.tsx";
import { RunFigures } from "./run-figures.tsx";
import { RunProblems } from "./run-problems.tsx";
import { RunProgress } from "./run-progress.tsx";
import { RunStatus } from "./run-status.tsx";
import { useInvoices } from "./use-invoices.ts";

/** One billing run: how far it is, what it issued, and what it left out. */
export function RunPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const queryClient = useQueryClient();
  const query = useQuery({ ...trpc.billing.getRun.queryOptions({ id: id ?? "" }), enabled: id !== null });
  useLive("job.changed", ({ subjectId }) => {
    if (id !== null && subjectId === id)
      void queryClient.invalidateQueries({ queryKey: trpc.billing.getRun.queryKey({ id }) });
  });
  return (
    <RecordView query={query} back={{ href: "/billing", label: text.title }}>
      {(run) => <RunRecord run={run} />}
    </RecordView>
  );
}

function RunRecord({ run }: { readonly run: BillingRunDto }) {
  const month = formatMonth(run.periodStart);
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: text.title, href: "/billing" }, { label: month }]}
          />
        }
        title={text.run(month)}
        status={<RunStatus status={run.status} />}
      >
        <span>
          {text.started} <InstantText instant={run.createdAt} />
        </span>
        {run.finishedAt && (
          <span>
            {text.finished} <InstantText instant={run.finishedAt} />
          </span>
        )}
      </PageHeader>
      <div className="grid gap-8">
        <RunProgress run={run} />
        <RunFigures run={run} href="#invoices" />
        <RunProblems problems={run.problems} />
        <div id="invoices">
          <RunInvoices run={run} />
        </div>
      </div>
    </>
  );
}

function RunInvoices({ run }: { readonly run: BillingRunDto }) {
  const { agency } = useSession();
  const state = useListState([]);
  const query = useInvoices({
    billingRunId: run.id,
    q: state.sentQ,
    sort: "number",
    order: state.sort?.direction,
  });
  return (
    <Section title={text.invoicesOfRun} hasRule>
      <ListView
        label={text.invoicesOfRun}
        state={state}
        filters={[]}
        query={query}
        columns={invoiceColumns(agency.currency).map((column) => ({
          ...column,
          isSortable: column.id === "number",
        }))}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/invoices/${row.id}`}
        empty={<EmptyState title={text.noInvoicesOfRun}>{text.noInvoicesOfRunHelp}</EmptyState>}
      />
    </Section>
  );
}
