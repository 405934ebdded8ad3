"use client";

import type { ImportDto, ImportUndoPreviewDto } from "@stead/contracts/imports";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { DescriptionList } from "@stead/ui/description-list";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatCount } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useCan } from "../../lib/session.tsx";
import { imports as text } from "../../messages/en/imports.ts";

const shownStaying = 20;

type Staying = ImportUndoPreviewDto["stay"][number];

const stayColumns: readonly TableColumn<Staying>[] = [
  { id: "row", header: text.row, cell: (row) => row.rowNo, width: 80, align: "right", phone: "value" },
  { id: "label", header: text.label, cell: (row) => row.label, width: 260, phone: "title" },
  {
    id: "why",
    header: text.undoStay,
    cell: (row) => <span className="whitespace-normal">{row.reasons.join("; ")}</span>,
    phone: "detail",
  },
];

/** Takes an import back, after showing what goes and what stays. */
export function ImportUndo({
  record,
  onChanged,
}: {
  readonly record: ImportDto;
  readonly onChanged: () => void;
}) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const [isAsked, setAsked] = useState(false);
  const mayUndo = useCan("imports:write");
  const undo = useMutation(
    trpc.imports.undo.mutationOptions({
      onSuccess: onChanged,
      onSettled: () => invalidate("imports"),
    }),
  );
  const preview = useQuery({
    ...trpc.imports.previewUndo.queryOptions({ id: record.id }),
    // Once it is being taken back there is nothing left to look at.
    enabled: isAsked && undo.isIdle,
    // What stays may have changed since it was looked at last.
    staleTime: 0,
  });
  const isOver = record.status === "undone" && record.keptCount === 0;
  if (!mayUndo || isOver) return null;
  const error = (isAsked ? preview.error : null) ?? undo.error;
  const isBooks = record.kind === "opening_balances";
  return (
    <Section title={text.undoTitle} description={isBooks ? text.undoBooksHelp : text.undoHelp} hasRule>
      <div className="grid gap-4">
        {error && <Callout tone="bad">{viewError(error).message}</Callout>}
        {isAsked && preview.data ? (
          <UndoPreview
            preview={preview.data}
            isPending={undo.isPending}
            onUndo={() => undo.mutate({ id: record.id })}
          />
        ) : (
          <div>
            <Button isLoading={isAsked && preview.isFetching} onClick={() => setAsked(true)}>
              {text.undoPreview}
            </Button>
          </div>
        )}
      </div>
    </Section>
  );
}

function UndoPreview({
  preview,
  isPending,
  onUndo,
}: {
  readonly preview: ImportUndoPreviewDto;
  readonly isPending: boolean;
  readonly onUndo: () => void;
}) {
  const { goCount, stayCount, isPartial, records, go, stay } = preview;
  return (
    <>
      <DescriptionList
        items={[
          ...records.map(({ kind, count }) => ({ term: text.undoRecords[kind], value: formatCount(count) })),
          ...(go.length > 0
            ? [
                {
                  term: text.undoGo,
                  value: go
                    .slice(0, 5)
                    .map(({ label }) => label)
                    .join(", "),
                },
              ]
            : []),
        ]}
      />
      {isPartial && <Callout>{text.undoPartial(goCount + stayCount)}</Callout>}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant="danger"
          disabled={goCount === 0 && !isPartial}
          isLoading={isPending}
          onClick={onUndo}
        >
          {text.undoNow(goCount)}
        </Button>
        <p className="text-ink-2">
          {goCount === 0 && !isPartial ? text.undoNothing : text.undoSome(goCount, stayCount)}
        </p>
      </div>
      {stay.length > 0 && (
        <Table
          label={text.undoStay}
          columns={stayColumns}
          rows={stay.slice(0, shownStaying)}
          getRowId={(row) => String(row.rowNo)}
          empty={text.undoNothing}
        />
      )}
      {stayCount > shownStaying && <p className="text-ink-2">{text.undoMore(stayCount - shownStaying)}</p>}
    </>
  );
}
