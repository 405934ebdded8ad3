"use client";

import type { AuditRowDto } from "@stead/contracts/audit";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { settings as text } from "../../messages/en/settings.ts";

const filterIds = ["entityId", "actorId"];

/** Every change of the agency's records, newest first: who, what, from what to what. */
export function AuditList() {
  const trpc = useTRPC();
  const state = useListState(filterIds);
  const zone = useSession().agency.timeZone;
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      {
        action: state.sentQ,
        entityId: state.filters["entityId"] ?? undefined,
        actorId: state.filters["actorId"] ?? undefined,
      },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const columns: readonly TableColumn<AuditRowDto>[] = [
    {
      id: "when",
      header: columnNames.when,
      cell: (row) => <InstantText instant={row.at} zone={zone} />,
      width: 180,
      phone: "detail",
    },
    {
      id: "who",
      header: columnNames.who,
      cell: (row) => row.actorName ?? text.actors[row.actorKind],
      width: 180,
      phone: "note",
    },
    {
      id: "what",
      header: columnNames.what,
      cell: (row) => <span className="font-mono text-sm">{row.action}</span>,
      width: 200,
      phone: "title",
    },
    { id: "changes", header: columnNames.changes, cell: (row) => <Changes row={row} />, from: "lg" },
  ];
  return (
    <>
      <PageHeader title={text.auditTitle} />
      <ListView
        label={text.auditTitle}
        searchLabel={text.searchAudit}
        state={state}
        filters={[]}
        query={query}
        columns={columns}
        getRowId={(row) => row.id}
        empty={<EmptyState title={text.noAudit} />}
      />
    </>
  );
}

const shownChanges = 4;

function Changes({ row }: { readonly row: AuditRowDto }) {
  const words = row.changes.map(({ field, before, after }) => `${field}: ${before ?? "–"} → ${after ?? "–"}`);
  return (
    <span className="block truncate text-sm text-ink-2" title={words.join("\n")}>
      {words.slice(0, shownChanges).join(" · ")}
    </span>
  );
}
