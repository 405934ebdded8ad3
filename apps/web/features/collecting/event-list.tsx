"use client";

import type { InboundEventDto } from "@stead/contracts/collecting";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { useSession } from "../../lib/session.tsx";
import { events as text } from "../../messages/en/collecting.ts";
import { CollectingHeader } from "./collecting-header.tsx";
import { EventBadge, RetryEvent } from "./event-state.tsx";

const stateFilter: ListFilter = {
  id: "state",
  label: text.state,
  kind: "options",
  options: optionsOf(text.states),
};

const columns: readonly TableColumn<InboundEventDto>[] = [
  {
    id: "received",
    header: text.received,
    cell: (row) => <InstantText instant={row.receivedAt} />,
    width: 160,
    phone: "detail",
  },
  {
    id: "topic",
    header: text.topic,
    cell: (row) => <span title={row.topic}>{text.topicName(row.topic)}</span>,
    width: 210,
    phone: "title",
  },
  { id: "account", header: text.account, cell: (row) => row.accountLabel, width: 140, from: "lg" },
  { id: "state", header: text.state, cell: (row) => <EventBadge event={row} />, width: 140, phone: "value" },
  {
    id: "note",
    header: text.note,
    cell: (row) => <span title={row.note ?? ""}>{row.note}</span>,
    from: "lg",
  },
  { id: "leads", header: text.leads, cell: (row) => <LedTo event={row} />, width: 180, from: "xl" },
  {
    id: "act",
    header: "",
    cell: (row) => <RetryEvent event={row} />,
    width: 110,
    align: "right",
    phone: "note",
  },
];

/** Everything that providers sent, and what became of it. */
export function EventList() {
  const { propertyIds } = useSession();
  return (
    <>
      <CollectingHeader currentId="events" />
      {propertyIds === null ? <Events /> : <EmptyState title={text.limited} />}
    </>
  );
}

function Events() {
  const trpc = useTRPC();
  const state = useListState(["state", "account"]);
  const accounts = useQuery(trpc.rails.list.queryOptions({}));
  const { filters } = state;
  const input = {
    state: keyOf(text.states, filters["state"]),
    railAccountId: filters["account"] ?? undefined,
  };
  const query = useInfiniteQuery(
    trpc.collecting.listEvents.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const accountFilter: ListFilter = {
    id: "account",
    label: text.account,
    kind: "options",
    options: (accounts.data?.items ?? []).map(({ id, label }) => ({ value: id, label })),
  };
  return (
    <ListView
      label={text.title}
      state={state}
      filters={[stateFilter, accountFilter]}
      query={query}
      exported={{ list: "inbound_events", filters: input }}
      columns={columns}
      getRowId={(row) => row.id}
      hasSearch={false}
      empty={<EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
    />
  );
}

function LedTo({ event: { paymentId, attemptId } }: { readonly event: InboundEventDto }) {
  return (
    <span className="flex gap-3">
      {paymentId && <TextLink href={`/payments/${paymentId}`}>{text.payment}</TextLink>}
      {attemptId && <TextLink href={`/collections/${attemptId}`}>{text.collection}</TextLink>}
    </span>
  );
}
