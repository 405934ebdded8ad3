"use client";

import type { ExportDto } from "@stead/contracts/exports";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Dialog } from "@stead/ui/dialog";
import { Progress } from "@stead/ui/progress";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { useLive } from "../../lib/live.ts";
import { exportsText as text } from "../../messages/en/exports.ts";
import type { ExportRequest } from "./export-request.ts";

type Props = { readonly request: ExportRequest; readonly onClose: () => void };

const isUnderWay = (status: ExportDto["status"]) => status === "queued" || status === "running";

/** Makes the file while it is looked at, fetches it when it is ready, and lets it be stopped. */
export default function ExportDialog({ request, onClose }: Props) {
  const made = useExport(request);
  const { data } = made;
  const footer = (
    <>
      <Button onClick={onClose}>{text.close}</Button>
      {data && isUnderWay(data.status) && (
        <Button onClick={made.stop} disabled={data.isCancelRequested}>
          {data.isCancelRequested ? text.stopping : text.stop}
        </Button>
      )}
      {data?.status === "done" && data.file && (
        <Button variant="primary" onClick={made.download} isLoading={made.isLinking}>
          {text.download}
        </Button>
      )}
      {(made.error !== null || data?.status === "failed" || data?.status === "cancelled") && (
        <Button variant="primary" onClick={made.begin}>
          {text.again}
        </Button>
      )}
    </>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={data?.title ?? text.title}
      description={text.help}
      footer={footer}
    >
      <div className="grid gap-4" aria-live="polite">
        {made.error === null ? <State made={data} /> : <FormFailure error={made.error} />}
      </div>
    </Dialog>
  );
}

function State({ made }: { readonly made: ExportDto | undefined }) {
  if (made === undefined || made.status === "queued")
    return <Progress label={text.making} value={null} note={text.waiting} />;
  switch (made.status) {
    case "running":
      return (
        <Progress
          label={text.making}
          value={made.progressTotal === null ? null : made.progressDone}
          max={Math.max(1, made.progressTotal ?? 1)}
          note={text.rowsOf(made.progressDone, made.progressTotal)}
        />
      );
    case "done":
      return <p>{text.ready(made.rowCount, text.megabytes(made.file?.sizeBytes ?? 0))}</p>;
    case "failed":
      return (
        <Callout tone="bad" title={text.failed}>
          {made.problem}
        </Callout>
      );
    case "cancelled":
      return <p>{text.cancelled}</p>;
  }
}

/** One export from its beginning to its file; what the worker tells is shown as it comes. */
function useExport(request: ExportRequest) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(trpc.exports.create.mutationOptions());
  const id = create.data?.id;
  const query = useQuery({ ...trpc.exports.get.queryOptions({ id: id ?? "" }), enabled: id !== undefined });
  const data = query.data ?? create.data;
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: trpc.exports.get.queryKey({ id: id ?? "" }) });
  useLive("job.changed", (job) => {
    if (job.id === data?.jobRunId) void refresh();
  });
  const link = useMutation(
    trpc.exports.link.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url) }),
  );
  const cancel = useMutation(trpc.exports.cancel.mutationOptions({ onSettled: refresh }));
  const begin = useEffectEvent(() => create.mutate(request));
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    begin();
  }, []);
  return {
    data,
    error: create.error ?? query.error ?? link.error,
    isLinking: link.isPending,
    begin: () => create.mutate(request),
    download: () => id !== undefined && link.mutate({ id }),
    stop: () => id !== undefined && cancel.mutate({ id }),
  };
}
