"use client";

import type { StatementDto } from "@stead/contracts/statements";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { sentence } from "../../lib/sentence.ts";
import { useCan } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { records } from "../../messages/en/records.ts";
import { statement as text, statements } from "../../messages/en/statements.ts";
import { StatementLines } from "./line-list.tsx";
import { StatementFigures } from "./statement-figures.tsx";
import { periodOf } from "./statement-list.tsx";
import { isUnderWay, StatementBadge } from "./statement-state.tsx";

const StopDialog = lazy(() => import("./stop-dialog.tsx"));

/** What is not heard live is seen this late. */
const recheckMs = 5_000;

/** One file: how far it is, what it came to, and its lines. */
export function StatementPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useRecordId();
  const query = useQuery({
    ...trpc.statements.get.queryOptions(id === null ? skipToken : { id }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? recheckMs : false),
  });
  useLive("job.changed", (job) => {
    if (id !== null && job.subjectId === id)
      void queryClient.invalidateQueries({ queryKey: trpc.statements.pathKey() });
  });
  return (
    <RecordView query={query} back={{ href: "/statements", label: statements.title }}>
      {(statement) => <Statement statement={statement} />}
    </RecordView>
  );
}

type StatementProps = { readonly statement: StatementDto };

function Statement({ statement }: StatementProps) {
  const { fileName, state, accountLabel, format, createdAt } = statement;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: statements.title, href: "/statements" }, { label: fileName }]}
          />
        }
        title={<span className="break-words">{fileName}</span>}
        status={<StatementBadge state={state} />}
      >
        <span>{accountLabel}</span>
        <span>{periodOf(statement)}</span>
        {format !== null && <span>{statements.readAs(statements.formats[format] ?? format)}</span>}
        <span>
          {statements.uploaded} <InstantText instant={createdAt} />
        </span>
      </PageHeader>
      <div className="grid gap-8">
        {isUnderWay(statement) && <UnderWay statement={statement} />}
        <Outcome statement={statement} />
        {statement.lineCount > 0 && <StatementFigures statement={statement} />}
        {statement.lineCount > 0 && (
          <div>
            <StatementLines statementId={statement.id} />
          </div>
        )}
      </div>
    </>
  );
}

function UnderWay({ statement }: StatementProps) {
  const canStop = useCan("jobs:write");
  const [isStopping, setStopping] = useState(false);
  const newCount = statement.lineCount - statement.knownCount;
  const done =
    statement.bookedCount + statement.matchedCount + statement.waitingCount + statement.ignoredCount;
  const isReading = statement.state === "reading";
  return (
    <div className="grid max-w-xl gap-3">
      <Progress
        label={statements.states[statement.state]}
        value={isReading ? null : done}
        max={Math.max(1, newCount)}
        note={isReading ? text.reading : text.bookingNote(done, newCount)}
      />
      {canStop && (
        <div>
          <Button size="sm" onClick={() => setStopping(true)}>
            {text.stop}
          </Button>
        </div>
      )}
      {isStopping && statement.jobRunId !== null && (
        <Suspense>
          <StopDialog jobRunId={statement.jobRunId} onClose={() => setStopping(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Why it ended early, or what is left to decide. */
function Outcome({ statement }: StatementProps) {
  const { state, problem, format, railAccountId, bankAccountId, waitingCount } = statement;
  const again = `/statements/new?account=${railAccountId ?? bankAccountId ?? ""}`;
  if (state === "failed")
    return (
      <Callout
        tone="bad"
        title={format === null ? text.refusedTitle : text.brokenTitle}
        action={
          format === null ? (
            <ButtonLink size="sm" href={again}>
              {text.again}
            </ButtonLink>
          ) : (
            <Retry statement={statement} />
          )
        }
      >
        {problem !== null && sentence(problem)}
      </Callout>
    );
  if (state === "cancelled") return <Callout tone="warn">{text.stopped}</Callout>;
  if (state !== "done") return null;
  if (waitingCount === 0) return <Callout tone="good" title={text.doneTitle} />;
  return (
    <Callout
      tone="warn"
      title={text.waits(waitingCount)}
      action={
        <ButtonLink size="sm" href={`/statements/${statement.id}?state=waiting`}>
          {text.showWaiting}
        </ButtonLink>
      }
    />
  );
}

function Retry({ statement: { jobRunId } }: StatementProps) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const retry = useMutation(trpc.jobs.retry.mutationOptions({ onSettled: () => invalidate("statements") }));
  if (!useCan("jobs:write") || jobRunId === null) return null;
  return (
    <Button size="sm" isLoading={retry.isPending} onClick={() => retry.mutate({ id: jobRunId })}>
      {text.retry}
    </Button>
  );
}
