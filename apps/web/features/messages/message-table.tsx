"use client";

import type { ListMessagesInput, MessageDto } from "@stead/contracts/messages";
import { StatusBadge } from "@stead/ui/badge";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { messageTones } from "./message-tones.ts";

const MessageDrawer = lazy(() => import("./message-drawer.tsx"));

const statusNames = {
  waiting: text.statuses["waiting"] ?? "",
  sending: text.statuses["sending"] ?? "",
  sent: text.statuses["sent"] ?? "",
  failed: text.statuses["failed"] ?? "",
  stopped: text.statuses["stopped"] ?? "",
  uncertain: text.statuses["uncertain"] ?? "",
};
const channelNames = { email: text.channels.email, sms: text.channels.sms };
const kindNames = {
  broadcast: text.kinds.broadcast,
  reminder: text.kinds.reminder,
  notification: text.kinds.notification,
};
const filters: readonly ListFilter[] = [
  { id: "status", label: columnNames.status, kind: "options", options: optionsOf(statusNames) },
  { id: "channel", label: text.channel, kind: "options", options: optionsOf(channelNames) },
  { id: "kind", label: columnNames.kind, kind: "options", options: optionsOf(kindNames) },
];

/** Messages that left, or did not, with why; a row opens what it says and every attempt. */
export function MessageTable({
  of,
  label,
}: {
  readonly of?: Pick<ListMessagesInput, "broadcastId" | "leaseId" | "contactId">;
  readonly label: string;
}) {
  const trpc = useTRPC();
  const state = useListState(["status", "channel", "kind"]);
  const zone = useSession().agency.timeZone;
  const [openId, setOpenId] = useState<string | null>(null);
  const input = {
    ...of,
    status: keyOf(statusNames, state.filters["status"]),
    channel: keyOf(channelNames, state.filters["channel"]),
    kind: keyOf(kindNames, state.filters["kind"]),
  };
  const query = useInfiniteQuery(
    trpc.messages.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const columns: readonly TableColumn<MessageDto>[] = [
    {
      id: "to",
      header: text.to,
      cell: (row) => (
        <span className="grid">
          <span className="truncate">{row.toName ?? row.toAddress}</span>
          {row.toName && <span className="truncate text-sm text-ink-3">{row.toAddress}</span>}
        </span>
      ),
      phone: "title",
    },
    { id: "subject", header: text.subject, cell: (row) => row.subject ?? text.kinds[row.kind], from: "lg" },
    {
      id: "channel",
      header: text.channel,
      cell: (row) => text.channels[row.channel],
      width: 130,
      from: "lg",
    },
    {
      id: "status",
      header: columnNames.status,
      cell: (row) => (
        <span className="grid justify-items-start gap-0.5">
          <StatusBadge tone={messageTones[row.status] ?? "neutral"}>{text.statuses[row.status]}</StatusBadge>
          {row.reason && <span className="text-sm text-pretty text-ink-2">{row.reason}</span>}
        </span>
      ),
      width: 280,
      phone: "note",
    },
    {
      id: "when",
      header: columnNames.when,
      cell: (row) => <InstantText instant={row.finishedAt ?? row.notBefore} zone={zone} />,
      width: 180,
      align: "right",
      phone: "value",
    },
  ];
  return (
    <>
      <ListView
        label={label}
        exported={{ list: "messages", filters: input }}
        state={state}
        filters={filters}
        query={query}
        columns={columns}
        getRowId={(row) => row.id}
        onPeek={(row) => setOpenId(row.id)}
        hasSearch={false}
        bulk={{ source: "messages", filters: input }}
        empty={<EmptyState title={text.noLog} />}
      />
      <Suspense>{openId && <MessageDrawer id={openId} onClose={() => setOpenId(null)} />}</Suspense>
    </>
  );
}
