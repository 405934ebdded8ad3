"use client";

import type { BillingPreviewDto, BillingRunDto } from "@stead/contracts/billing";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { EmptyState } from "@stead/ui/empty-state";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { SkeletonStat } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { Why } from "@stead/ui/why";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatCount, formatMonth } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { billing as text } from "../../messages/en/billing.ts";
import { RunProblems } from "./run-problems.tsx";
import { RunProgress } from "./run-progress.tsx";

const loadStart = () => import("./start-run-dialog.tsx");
const StartRunDialog = lazy(loadStart);

export type BillingPreviewProps = {
  month: string;
  /** The latest run of the month, if there was one. */
  run: BillingRunDto | undefined;
};

/** What a month would bill, and the button that does it; while it is billed, how far it is. */
export function BillingPreview({ month, run }: BillingPreviewProps) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.billing.previewRun.queryOptions(
      { periodStart: month },
      { placeholderData: keepPreviousData, refetchOnMount: "always" },
    ),
  );
  return (
    <div className="grid gap-6">
      {run && <RunProgress run={run} />}
      <RecordView query={query} back={{ href: "/billing", label: text.title }} skeleton={<PreviewSkeleton />}>
        {(preview) => (
          <div
            className={query.isPlaceholderData || query.isRefetching ? "grid gap-6 opacity-60" : "grid gap-6"}
          >
            <Month preview={preview} run={run} />
            <RunProblems problems={preview.problems} />
          </div>
        )}
      </RecordView>
    </div>
  );
}

function PreviewSkeleton() {
  return (
    <div role="status" aria-label={text.reckoning} className="flex flex-wrap gap-10">
      <SkeletonStat />
      <SkeletonStat />
      <SkeletonStat />
    </div>
  );
}

type MonthProps = { readonly preview: BillingPreviewDto; readonly run: BillingRunDto | undefined };

function Month({ preview, run }: MonthProps) {
  const month = formatMonth(preview.periodStart);
  if (preview.leaseCount === 0) {
    return (
      <EmptyState
        title={text.noLeases(month)}
        action={<ButtonLink href="/leases/new">{text.newLease}</ButtonLink>}
      >
        {text.noLeasesHelp}
      </EmptyState>
    );
  }
  if (preview.billedLeaseCount > 0) return <Figures preview={preview} run={run} />;
  const openRun = run && (
    <ButtonLink size="sm" href={`/billing/${run.id}`}>
      {text.openRun}
    </ButtonLink>
  );
  return (
    <Callout tone="good" title={text.nothingToBill(month)} action={openRun}>
      {text.nothingToBillHelp}
    </Callout>
  );
}

function Figures({ preview, run }: MonthProps) {
  return (
    <Section
      title={text.preview(formatMonth(preview.periodStart))}
      description={text.previewHelp}
      actions={<StartRun preview={preview} run={run} />}
    >
      <StatRow>
        <Stat
          label={text.leasesToBill}
          value={formatCount(preview.billedLeaseCount)}
          note={text.ofLeases(preview.leaseCount)}
          href="/leases?status=active"
        />
        {preview.totals.map(({ currency, totalMinor }) => (
          <Stat
            key={currency}
            label={text.toBill}
            aside={<Why title={text.toBill} rule={text.toBillHelp} />}
            value={<Money amountMinor={totalMinor} currency={currency} hasCurrency isZeroShown />}
          />
        ))}
        <Stat
          label={text.problems}
          value={formatCount(preview.problems.length)}
          note={preview.problems.length === 0 ? text.noProblems : undefined}
        />
      </StatRow>
    </Section>
  );
}

function StartRun({ preview, run }: MonthProps) {
  const canBill = useCan("billing:write");
  const [isOpen, setOpen] = useState(false);
  if (!canBill || run?.status === "failed" || run?.status === "cancelled") return null;
  return (
    <>
      <Button
        variant="primary"
        onPointerEnter={() => void loadStart()}
        onFocus={() => void loadStart()}
        onClick={() => setOpen(true)}
      >
        {run?.status === "done" ? text.missing : text.start(formatMonth(preview.periodStart))}
      </Button>
      {isOpen && (
        <Suspense>
          <StartRunDialog preview={preview} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
