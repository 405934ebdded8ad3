"use client";

import type { BillingRunDto } from "@stead/contracts/billing";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Progress } from "@stead/ui/progress";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { useCan } from "../../lib/session.tsx";
import { billing as text } from "../../messages/en/billing.ts";

export function isRunLive(run: Pick<BillingRunDto, "status">): boolean {
  return run.status === "queued" || run.status === "running";
}

/** A run while it works: how far it is, and the way to stop it; a stopped one can go on. Nothing for one that is done. */
export function RunProgress({ run }: { readonly run: BillingRunDto }) {
  if (isRunLive(run)) return <LiveRun run={run} />;
  if (run.status === "failed" || run.status === "cancelled") return <StoppedRun run={run} />;
  return null;
}

/** Follows the job; when it leaves the page, because the run ended, everything it billed is asked for again. */
function LiveRun({ run }: { readonly run: BillingRunDto }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const queryClient = useQueryClient();
  const options = trpc.jobs.get.queryOptions({ id: run.jobRunId ?? "" });
  const job = useQuery({ ...options, enabled: run.jobRunId !== null });
  useLive("job.changed", ({ id }) => {
    if (id === run.jobRunId) void queryClient.invalidateQueries({ queryKey: options.queryKey });
  });
  const onEnd = useEffectEvent(() => void invalidate("billing"));
  useEffect(() => () => onEnd(), []);
  const done = job.data?.progressDone ?? 0;
  const total = job.data?.progressTotal ?? null;
  const isWaiting = job.data === undefined || job.data.status === "queued";
  const note = isWaiting ? text.waiting : text.progressNote(done, total);
  return (
    <Progress
      label={text.progress}
      value={isWaiting || total === null ? null : done}
      max={Math.max(1, total ?? 1)}
      note={note}
      className="max-w-xl"
    >
      <StopButton jobRunId={run.jobRunId} isStopping={job.data?.isCancelRequested ?? false} />
    </Progress>
  );
}

function StopButton({
  jobRunId,
  isStopping,
}: {
  readonly jobRunId: string | null;
  readonly isStopping: boolean;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canStop = useCan("jobs:write");
  const key = trpc.jobs.get.queryKey({ id: jobRunId ?? "" });
  const cancel = useMutation(
    trpc.jobs.cancel.mutationOptions({
      onMutate: () => {
        const before = queryClient.getQueryData(key);
        queryClient.setQueryData(key, (job) => job && { ...job, isCancelRequested: true });
        return { before };
      },
      onError: (_error, _input, context) => queryClient.setQueryData(key, context?.before),
      onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
    }),
  );
  if (isStopping) return <p className="text-ink-2">{text.stopping}</p>;
  if (!canStop || jobRunId === null) return null;
  return (
    <div className="grid justify-items-start gap-2">
      <Button size="sm" onClick={() => cancel.mutate({ id: jobRunId })} isLoading={cancel.isPending}>
        {text.cancelRun}
      </Button>
      <FormFailure error={cancel.error} />
    </div>
  );
}

function StoppedRun({ run }: { readonly run: BillingRunDto }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const canBill = useCan("billing:write");
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const job = useQuery({
    ...trpc.jobs.get.queryOptions({ id: run.jobRunId ?? "" }),
    enabled: run.jobRunId !== null,
  });
  const resume = useMutation(
    trpc.billing.startRun.mutationOptions({ onSuccess: () => invalidate("billing") }),
  );
  return (
    <div className="grid gap-3">
      <Callout
        tone={run.status === "failed" ? "bad" : "warn"}
        action={
          canBill && (
            <Button
              size="sm"
              isLoading={resume.isPending}
              onClick={() =>
                resume.mutate({
                  periodStart: run.periodStart,
                  idempotencyKey: `${idempotencyKey}:${run.jobRunId ?? ""}`,
                })
              }
            >
              {text.resume}
            </Button>
          )
        }
      >
        <p>{run.status === "failed" ? text.failed : text.cancelled}</p>
        {run.status === "failed" && job.data?.error && <p>{job.data.error.message}</p>}
      </Callout>
      <FormFailure error={resume.error} />
    </div>
  );
}
