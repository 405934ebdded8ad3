"use client";

import type { ImportDto } from "@stead/contracts/imports";
import { ButtonLink } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { imports as text } from "../../messages/en/imports.ts";
import { ImportStatus } from "./import-status.tsx";

/** Every file that was brought in, newest first. */
export function ImportList() {
  const trpc = useTRPC();
  const state = useListState([]);
  const canImport = useCan("imports:write");
  const zone = useSession().agency.timeZone;
  const input = { q: state.sentQ };
  const query = useInfiniteQuery(
    trpc.imports.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const columns: readonly TableColumn<ImportDto>[] = [
    { id: "file", header: columnNames.file, cell: (row) => row.fileName, phone: "title" },
    {
      id: "kind",
      header: columnNames.kind,
      cell: (row) => text.kinds[row.kind],
      width: 160,
      phone: "detail",
    },
    {
      id: "rows",
      header: columnNames.rows,
      cell: (row) => formatCount(row.rowCount),
      width: 110,
      align: "right",
      phone: "value",
    },
    {
      id: "errors",
      header: text.wrong,
      cell: (row) => formatCount(row.errorCount),
      width: 120,
      align: "right",
      from: "lg",
    },
    {
      id: "status",
      header: columnNames.status,
      cell: (row) => <ImportStatus status={row.status} />,
      width: 150,
      phone: "note",
    },
    {
      id: "when",
      header: columnNames.when,
      cell: (row) => <InstantText instant={row.createdAt} zone={zone} />,
      width: 180,
      align: "right",
      from: "lg",
    },
  ];
  const action = canImport && (
    <ButtonLink href="/imports/new" variant="primary">
      {text.newImport}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={text.title} actions={action} />
      <ListView
        label={text.title}
        state={state}
        filters={[]}
        query={query}
        exported={{ list: "imports", filters: input }}
        columns={columns}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/imports/${row.id}`}
        empty={
          <EmptyState title={text.none} action={action}>
            {text.noneHelp}
          </EmptyState>
        }
      />
    </>
  );
}
