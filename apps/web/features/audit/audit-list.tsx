"use client";

import type { AuditRowDto } from "@stead/contracts/audit";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { settings as text } from "../../messages/en/settings.ts";
import { actionWords, changeWords, recordHref } from "./audit-words.ts";

const filterIds = ["entityId", "actorId", "action"];
const filters: readonly ListFilter[] = [
  {
    id: "action",
    label: text.auditRecord,
    kind: "options",
    options: optionsOf(text.auditNouns),
  },
];

/** Every change of the agency's records, newest first: who, what, from what to what. */
export function AuditList() {
  const trpc = useTRPC();
  const state = useListState(filterIds);
  const { timeZone: zone, currency } = useSession().agency;
  const input = {
    q: state.sentQ,
    action: state.filters["action"] ?? undefined,
    entityId: state.filters["entityId"] ?? undefined,
    actorId: state.filters["actorId"] ?? undefined,
  };
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
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
      cell: (row) => <What row={row} />,
      width: 220,
      phone: "title",
    },
    {
      id: "changes",
      header: columnNames.changes,
      cell: (row) => <Changes row={row} currency={currency} />,
      from: "lg",
    },
  ];
  return (
    <>
      <PageHeader title={text.auditTitle} />
      <ListView
        label={text.auditTitle}
        searchLabel={text.searchAudit}
        state={state}
        filters={filters}
        query={query}
        exported={{ list: "audit", filters: input }}
        columns={columns}
        getRowId={(row) => row.id}
        empty={<EmptyState title={text.noAudit} />}
      />
    </>
  );
}

function What({ row }: { readonly row: AuditRowDto }) {
  const href = recordHref(row);
  const words = actionWords(row.action);
  return href === null ? words : <TextLink href={href}>{words}</TextLink>;
}

const shownChanges = 4;

function Changes({ row, currency }: { readonly row: AuditRowDto; readonly currency: string }) {
  const named = row.changes.find(({ field }) => field === "currency");
  const words = row.changes.map((change) => changeWords(change, named?.after ?? named?.before ?? currency));
  return (
    <span className="block truncate text-sm text-ink-2" title={words.join("\n")}>
      {words.slice(0, shownChanges).join(" · ")}
    </span>
  );
}
