"use client";

import type { DayProofDto } from "@stead/contracts/reconciliation";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { dayProof as text, reconciliation } from "../../messages/en/reconciliation.ts";
import { records } from "../../messages/en/records.ts";
import { DayChecks } from "./day-checks.tsx";
import { DayDifferences } from "./day-differences.tsx";
import { DayBadge } from "./day-state.tsx";
import { useProveDay } from "./use-prove-day.ts";

/** One day of an account: what was compared, what differs, and what to do about it. */
export function DayPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery(trpc.reconciliation.getDay.queryOptions(id === null ? skipToken : { id }));
  return (
    <RecordView query={query} back={{ href: "/reconciliation", label: reconciliation.title }}>
      {(proof) => <Day proof={proof} />}
    </RecordView>
  );
}

type DayProps = { readonly proof: DayProofDto };

/** The account that a proof is of. */
const accountIdOf = ({ railAccountId, bankAccountId }: DayProofDto) => railAccountId ?? bankAccountId ?? "";

function Day({ proof }: DayProps) {
  const canProve = useCan("payments:write");
  const prove = useProveDay();
  const { id, latestId, day, accountLabel, version, createdAt, differenceCount, differences } = proof;
  const accountId = accountIdOf(proof);
  const lines = `/statements/lines?account=${accountId}&from=${day}&to=${day}`;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[
              { label: reconciliation.title, href: "/reconciliation" },
              { label: accountLabel, href: `/reconciliation?account=${accountId}` },
              { label: formatDay(day) },
            ]}
          />
        }
        title={text.titleOf(accountLabel, formatDay(day))}
        status={<DayBadge state={proof.state} />}
        actions={
          canProve && (
            <Button
              variant="primary"
              isLoading={prove.isPending}
              onClick={() => prove.mutate({ accountId, day })}
            >
              {text.again}
            </Button>
          )
        }
      >
        <TextLink href={lines}>{text.lines}</TextLink>
        <span>{text.version(version)}</span>
        <InstantText instant={createdAt} />
      </PageHeader>
      <div className="grid gap-8">
        {latestId !== id && (
          <Callout
            tone="info"
            title={text.older}
            action={
              <ButtonLink size="sm" href={`/reconciliation/${latestId}`}>
                {text.toLatest}
              </ButtonLink>
            }
          />
        )}
        <Outcome proof={proof} />
        {proof.checks.length > 0 && <DayChecks proof={proof} />}
        {proof.state === "failed" && (
          <DayDifferences proof={proof} shown={differences} total={differenceCount} />
        )}
      </div>
    </>
  );
}

function Outcome({ proof }: DayProps) {
  if (proof.state === "proved")
    return (
      <Callout tone="good" title={text.proved}>
        {text.provedHelp}
      </Callout>
    );
  if (proof.state === "failed")
    return (
      <Callout tone="bad" title={text.failed(proof.differenceCount)}>
        {text.failedHelp}
      </Callout>
    );
  return (
    <Callout
      tone="warn"
      title={text.uncovered}
      action={
        <ButtonLink size="sm" href={`/statements/new?account=${accountIdOf(proof)}`}>
          {text.upload}
        </ButtonLink>
      }
    >
      {text.uncoveredHelp}
    </Callout>
  );
}
