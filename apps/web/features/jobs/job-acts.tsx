"use client";

import type { JobRunDto } from "@stead/contracts/jobs";
import { Button } from "@stead/ui/button";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { settings as text } from "../../messages/en/settings.ts";

type JobActsProps = { readonly job: JobRunDto; readonly canSteer: boolean };

/** What a person may do with a job: end one that is not over, try a failed one again, fetch what an export wrote. */
export function JobActs({ job, canSteer }: JobActsProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onError = (error: unknown) => notify({ tone: "bad", title: viewError(error).message });
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.jobs.pathKey() });
  const cancel = useMutation(trpc.jobs.cancel.mutationOptions({ onSettled, onError }));
  const retry = useMutation(
    trpc.jobs.retry.mutationOptions({
      onSettled,
      onError,
      onSuccess: () => notify({ title: text.jobRetried }),
    }),
  );
  if (job.name === "exports.run" && job.status === "done" && job.subjectId !== null)
    return <DownloadExport exportId={job.subjectId} />;
  if (!canSteer) return null;
  if (job.status === "failed")
    return (
      <Button
        size="sm"
        variant="quiet"
        isLoading={retry.isPending}
        onClick={() => retry.mutate({ id: job.id })}
      >
        {text.retryJob}
      </Button>
    );
  if (job.status !== "queued" && job.status !== "running") return null;
  return (
    <Button
      size="sm"
      variant="quiet"
      disabled={job.isCancelRequested}
      onClick={() => cancel.mutate({ id: job.id })}
    >
      {text.cancelJob}
    </Button>
  );
}

/** An export is its maker's own: whoever may not have it is told so. */
function DownloadExport({ exportId }: { readonly exportId: string }) {
  const trpc = useTRPC();
  const link = useMutation(
    trpc.exports.link.mutationOptions({
      onSuccess: ({ url }) => location.assign(url),
      onError: (error) => notify({ tone: "bad", title: viewError(error).message }),
    }),
  );
  return (
    <Button
      size="sm"
      variant="quiet"
      isLoading={link.isPending}
      onClick={() => link.mutate({ id: exportId })}
    >
      {text.downloadJob}
    </Button>
  );
}
