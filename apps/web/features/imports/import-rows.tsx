"use client";

import type { ImportDto, ImportRowDto } from "@stead/contracts/imports";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Table, type TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { imports as text } from "../../messages/en/imports.ts";
import { lists } from "../../messages/en/lists.ts";

const tones = { error: "bad", warning: "warn", create: "good", update: "info", kept: "warn" } as const;

type Fields = ImportDto["fields"];

const columnsOf = (fields: Fields): readonly TableColumn<ImportRowDto>[] => [
  { id: "row", header: text.row, cell: (row) => row.rowNo, width: 80, align: "right", phone: "value" },
  { id: "label", header: text.label, cell: (row) => row.label, width: 260, phone: "title" },
  {
    id: "outcome",
    header: text.outcome,
    cell: (row) => <Badge tone={tones[row.outcome]}>{text.outcomes[row.outcome]}</Badge>,
    width: 110,
    phone: "note",
  },
  { id: "why", header: text.why, cell: (row) => <RowDetail row={row} fields={fields} />, phone: "detail" },
];

type ImportRowsProps = {
  readonly importId: string;
  readonly fields: Fields;
  /** The outcome that is shown before another one is chosen; all when left out. */
  readonly first?: ImportRowDto["outcome"] | null;
};

/** The rows worth looking at: what is wrong with them, or what they change. */
export function ImportRows({ importId, fields, first = null }: ImportRowsProps) {
  const trpc = useTRPC();
  const [outcome, setOutcome] = useState<ImportRowDto["outcome"] | null>(first);
  const query = useInfiniteQuery(
    trpc.imports.listRows.infiniteQueryOptions(
      { id: importId, ...(outcome && { outcome }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const segments = [{ value: "all", label: text.allRows }, ...optionsOf(text.outcomes)];
  return (
    <div className="grid gap-3">
      <div>
        <SegmentedControl
          label={text.outcome}
          segments={segments}
          value={outcome ?? "all"}
          onChange={(value) => setOutcome(keyOf(text.outcomes, value) ?? null)}
        />
      </div>
      <Table
        label={text.why}
        columns={columnsOf(fields)}
        rows={query.data?.pages.flatMap((page) => page.items)}
        getRowId={(row) => String(row.rowNo)}
        empty={text.noRows}
        isStale={query.isPlaceholderData}
      />
      {query.hasNextPage && (
        <div>
          <Button size="sm" onClick={() => void query.fetchNextPage()} isLoading={query.isFetchingNextPage}>
            {lists.more}
          </Button>
        </div>
      )}
    </div>
  );
}

function RowDetail({ row, fields }: { readonly row: ImportRowDto; readonly fields: Fields }) {
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  const changes = Object.entries(row.diff);
  // Of a new record every value is new: one line says them all.
  const isNew = changes.every(([, { before }]) => before === null);
  return (
    <ul className="grid gap-0.5 py-0.5 whitespace-normal">
      {row.errors.map((error, index) => (
        <li key={index}>
          {error.field !== "" && <span className="font-medium">{labelOf(error.field)}: </span>}
          {error.message}
          {error.value !== "" && <span className="font-mono text-sm text-ink-3"> {error.value}</span>}
        </li>
      ))}
      {isNew && changes.length > 0 && (
        <li className="text-ink-2">
          {changes.map(([name, { after }]) => text.has(labelOf(name), after)).join(" · ")}
        </li>
      )}
      {!isNew &&
        changes.map(([name, { before, after }]) => (
          <li key={name}>
            <span className="font-medium">{labelOf(name)}</span> {text.becomes(before, after)}
          </li>
        ))}
    </ul>
  );
}
