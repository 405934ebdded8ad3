"use client";

import type { ImportDto } from "@stead/contracts/imports";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { ErrorState } from "@stead/ui/error-state";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import { SkeletonForm } from "@stead/ui/skeleton";
import { Stepper } from "@stead/ui/stepper";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { useRecordId } from "../../lib/use-record-id.ts";
import { imports as text } from "../../messages/en/imports.ts";
import { ImportMapping } from "./import-mapping.tsx";
import { ImportResult } from "./import-result.tsx";
import { ImportRows } from "./import-rows.tsx";
import { ImportStatus } from "./import-status.tsx";
import { ImportUndo } from "./import-undo.tsx";

const running: ReadonlySet<ImportDto["status"]> = new Set([
  "uploaded",
  "analysing",
  "checking",
  "applying",
  "undoing",
]);
const stepOf = {
  uploaded: "upload",
  analysing: "upload",
  ready: "map",
  checking: "check",
  checked: "check",
  applying: "apply",
  done: "apply",
  failed: "map",
  cancelled: "map",
  undoing: "apply",
  undone: "apply",
} as const;

/** Rows were written, so the file is not mapped again: the rest is imported, or all of it undone. */
const isHalfWay = ({ status, appliedRow }: ImportDto) =>
  (status === "failed" || status === "cancelled") && appliedRow > 0;
const shown: ReadonlySet<ImportDto["status"]> = new Set(["checked", "applying", "done", "undoing", "undone"]);

/** One import from the file to the records: map, check, go; live while it works. */
export function ImportPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const queryClient = useQueryClient();
  const query = useQuery({ ...trpc.imports.get.queryOptions({ id: id ?? "" }), enabled: id !== null });
  useLive("job.changed", (job) => {
    if (id === null || job.subjectId !== id) return;
    void queryClient.invalidateQueries({ queryKey: trpc.imports.get.queryKey({ id }) });
    void queryClient.invalidateQueries({ queryKey: trpc.imports.listRows.pathKey() });
  });
  if (query.error && !query.data) {
    const failure = viewError(query.error);
    return (
      <ErrorState
        title={failure.title}
        requestId={failure.requestId}
        onRetry={() => void query.refetch()}
        isRetrying={query.isFetching}
      >
        {failure.message}
      </ErrorState>
    );
  }
  if (!query.data) return <SkeletonForm />;
  return <ImportSteps record={query.data} onChanged={() => void query.refetch()} />;
}

function ImportSteps({ record, onChanged }: { readonly record: ImportDto; readonly onChanged: () => void }) {
  const steps = (["upload", "map", "check", "apply"] as const).map((step) => ({
    id: step,
    label: text.step[step],
  }));
  return (
    <>
      <PageHeader title={record.fileName} status={<ImportStatus status={record.status} />}>
        {text.kinds[record.kind]}
      </PageHeader>
      <div className="grid gap-6">
        <Stepper
          label={text.title}
          steps={steps}
          currentId={isHalfWay(record) ? "apply" : stepOf[record.status]}
        />
        {record.problem && <Callout tone="bad">{record.problem}</Callout>}
        {running.has(record.status) && <Running record={record} />}
        {(record.status === "ready" ||
          ((record.status === "cancelled" || record.status === "failed") &&
            record.columns.length > 0 &&
            !isHalfWay(record))) && (
          <ImportMapping key={record.version} record={record} onSaved={onChanged} />
        )}
        {(shown.has(record.status) || isHalfWay(record)) && (
          <>
            <ImportResult record={record} isHalfWay={isHalfWay(record)} onChanged={onChanged} />
            {(record.status === "done" || record.status === "undone" || isHalfWay(record)) && (
              <ImportUndo key={record.version} record={record} onChanged={onChanged} />
            )}
            <ImportRows
              key={record.status}
              importId={record.id}
              fields={record.fields}
              first={record.status === "undone" && record.keptCount > 0 ? "kept" : null}
            />
          </>
        )}
      </div>
    </>
  );
}

function Running({ record }: { readonly record: ImportDto }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const cancel = useMutation(trpc.imports.cancel.mutationOptions({ onSettled: () => invalidate("imports") }));
  const { done, total } = progressOf(record);
  return (
    <div className="grid max-w-xl gap-3">
      <Progress
        label={text.statuses[record.status]}
        value={total === null ? null : done}
        max={total ?? 1}
        note={text.progress(done, total)}
      />
      <div>
        <Button size="sm" onClick={() => cancel.mutate({ id: record.id })} isLoading={cancel.isPending}>
          {text.cancel}
        </Button>
      </div>
    </div>
  );
}

function progressOf(record: ImportDto): { done: number; total: number | null } {
  const changing = record.createCount + record.updateCount;
  if (record.status === "undoing")
    return { done: Math.min(changing, record.undoneCount + record.keptCount), total: changing };
  const done =
    record.status === "applying" ? record.appliedRow : changing + record.sameCount + record.errorCount;
  return { done, total: record.rowCount > 0 ? record.rowCount : null };
}
