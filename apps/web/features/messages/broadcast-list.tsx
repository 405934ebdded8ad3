"use client";

import type { BroadcastDto } from "@stead/contracts/messages";
import { StatusBadge } from "@stead/ui/badge";
import { ButtonLink } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { messageTones } from "./message-tones.ts";

/** Messages to many, newest first, with how far each is. */
export function BroadcastList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState([]);
  const canWrite = useCan("messages:write");
  const zone = useSession().agency.timeZone;
  useLive("broadcast.changed", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.messages.listBroadcasts.pathKey() });
  });
  const input = {};
  const query = useInfiniteQuery(
    trpc.messages.listBroadcasts.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const columns: readonly TableColumn<BroadcastDto>[] = [
    { id: "name", header: columnNames.name, cell: (row) => row.name, phone: "title" },
    {
      id: "channel",
      header: text.channel,
      cell: (row) => text.channels[row.channel],
      width: 220,
      from: "lg",
    },
    {
      id: "recipients",
      header: text.recipients,
      cell: (row) => formatCount(row.recipientCount),
      width: 120,
      align: "right",
      phone: "value",
    },
    {
      id: "sent",
      header: text.sent,
      cell: (row) => formatCount(row.counts.sent),
      width: 100,
      align: "right",
      from: "lg",
    },
    {
      id: "status",
      header: columnNames.status,
      cell: (row) => (
        <StatusBadge tone={messageTones[row.status] ?? "neutral"}>{text.statuses[row.status]}</StatusBadge>
      ),
      width: 140,
      phone: "note",
    },
    {
      id: "when",
      header: columnNames.when,
      cell: (row) => <InstantText instant={row.scheduledAt ?? row.createdAt} zone={zone} />,
      width: 180,
      align: "right",
      from: "lg",
    },
  ];
  const action = canWrite && (
    <ButtonLink href="/messages/new" variant="primary">
      {text.newBroadcast}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title={text.title}
        actions={
          <>
            <ButtonLink href="/messages/log">{text.log}</ButtonLink>
            <ButtonLink href="/settings/reminders">{text.reminders}</ButtonLink>
            {action}
          </>
        }
      />
      <ListView
        label={text.title}
        state={state}
        filters={[]}
        query={query}
        exported={{ list: "broadcasts", filters: input }}
        columns={columns}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/messages/${row.id}`}
        hasSearch={false}
        empty={
          <EmptyState title={text.none} action={action}>
            {text.noneHelp}
          </EmptyState>
        }
      />
    </>
  );
}
