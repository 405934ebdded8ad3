"use client";

import type { ReportFormat, ReportRequest, ReportRunDto } from "@stead/contracts/reports";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useLive } from "../../lib/live.ts";
import { reports as text } from "../../messages/en/reports.ts";

/** Fetches a file by a link that works for a limited time. */
export function useReportDownload(): (run: { id: string }, format: ReportFormat) => void {
  const trpc = useTRPC();
  const link = useMutation(
    trpc.reports.createLink.mutationOptions({
      onSuccess: ({ url }) => location.assign(url),
      onError: (error) => notify({ title: viewError(error).message, tone: "bad" }),
    }),
  );
  return ({ id }, format) => link.mutate({ id, format });
}

/** Has a file of a report made, tells how far it is, and fetches it when it is there. */
export function useReportFiles(): {
  run: ReportRunDto | undefined;
  isBusy: boolean;
  make: (request: ReportRequest, format: ReportFormat) => void;
} {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const download = useReportDownload();
  const [runId, setRunId] = useState<string | null>(null);
  const fetched = useRef<string | null>(null);
  const options = trpc.reports.getRun.queryOptions({ id: runId ?? "" });
  const { data: run } = useQuery({ ...options, enabled: runId !== null });
  useLive("job.changed", ({ subjectId }) => {
    if (subjectId === runId) void queryClient.invalidateQueries({ queryKey: options.queryKey });
  });
  const [format] = run?.formats ?? [];
  const isReady = run?.status === "done";
  useEffect(() => {
    if (!isReady || runId === null || format === undefined || fetched.current === runId) return;
    fetched.current = runId;
    download({ id: runId }, format);
  }, [isReady, runId, format, download]);
  const begin = useMutation(
    trpc.reports.makeFiles.mutationOptions({
      onSuccess: ({ id }) => {
        setRunId(id);
        void queryClient.invalidateQueries({ queryKey: trpc.reports.listRuns.pathKey() });
      },
      onError: (error) => notify({ title: viewError(error).message, tone: "bad" }),
    }),
  );
  return {
    run,
    isBusy: begin.isPending || run?.status === "queued" || run?.status === "running",
    make: (request, wanted) =>
      begin.mutate({ request, formats: [wanted], idempotencyKey: crypto.randomUUID() }),
  };
}

export const fileFormats = ["csv", "xlsx", "pdf"] as const;
export const formatName = (format: ReportFormat): string => text.formats[format];
