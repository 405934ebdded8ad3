"use client";

import type { BillingRunDto } from "@stead/contracts/billing";
import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { parseAsString, useQueryState } from "nuqs";
import { formatMonth } from "../../lib/format.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { shiftMonth } from "../../lib/months.ts";
import { useSession } from "../../lib/session.tsx";
import { billing as text } from "../../messages/en/billing.ts";
import { BillingPreview } from "./billing-preview.tsx";
import { MonthSwitch } from "./month-switch.tsx";
import { runColumns } from "./run-columns.tsx";
import { RunFigures } from "./run-figures.tsx";
import { isRunLive, RunProgress } from "./run-progress.tsx";
import { useRuns } from "./use-runs.ts";

const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/;

/** A month while it is billed: what has been billed so far. */
function RunningMonth({ run }: { readonly run: BillingRunDto }) {
  const href = `/billing/${run.id}`;
  return (
    <Section
      title={text.run(formatMonth(run.periodStart))}
      actions={
        <ButtonLink size="sm" href={href}>
          {text.openRun}
        </ButtonLink>
      }
    >
      <div className="grid gap-6">
        <RunProgress run={run} />
        <RunFigures run={run} href={href} />
      </div>
    </Section>
  );
}

/** What a month would bill, the run of it, and every run before. */
export function BillingPage() {
  const { today } = useSession();
  const [typed, setMonth] = useQueryState("month", parseAsString);
  const month = typed !== null && monthPattern.test(typed) ? `${typed}-01` : shiftMonth(today, 1);
  const state = useListState([]);
  const { query: runs, input } = useRuns(state);
  const run = runs.data?.pages
    .flatMap((page) => page.items)
    .find((candidate) => candidate.periodStart === month);
  return (
    <>
      <PageHeader
        title={text.title}
        actions={<MonthSwitch month={month} onChange={(next) => void setMonth(next.slice(0, 7))} />}
      />
      <div className="grid gap-10">
        {run && isRunLive(run) ? <RunningMonth run={run} /> : <BillingPreview month={month} run={run} />}
        <Section title={text.runs} hasRule>
          <ListView
            label={text.runs}
            hasSearch={false}
            state={state}
            filters={[]}
            query={runs}
            exported={{ list: "billing_runs", filters: input }}
            columns={runColumns}
            getRowId={(row) => row.id}
            getRowHref={(row) => `/billing/${row.id}`}
            empty={<EmptyState title={text.noRuns}>{text.noRunsHelp}</EmptyState>}
          />
        </Section>
      </div>
    </>
  );
}
