"use client";

import type { SessionDto } from "@stead/contracts/access";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { Table, type TableColumn } from "@stead/ui/table";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { settings as text } from "../../messages/en/settings.ts";

/** The browser and system in a user agent, as people call them. */
function deviceOf(userAgent: string | null): string {
  if (!userAgent) return text.unknownDevice;
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//
    .exec(userAgent)?.[1]
    ?.replace("Edg", "Edge")
    .replace("OPR", "Opera");
  const system = /(Windows|Android|iPhone|iPad|Mac OS|Linux)/.exec(userAgent)?.[1];
  return [browser, system].filter(Boolean).join(", ") || text.unknownDevice;
}

export function SessionTable() {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const query = useQuery(trpc.access.listSessions.queryOptions());
  const revoke = useMutation(
    trpc.access.revokeSession.mutationOptions({ onSettled: () => invalidate("members") }),
  );
  const columns: readonly TableColumn<SessionDto>[] = [
    { id: "device", header: text.device, cell: (row) => deviceOf(row.userAgent), phone: "title" },
    {
      id: "address",
      header: text.address,
      cell: (row) => <span className="font-mono text-ink-2">{row.ipAddress}</span>,
      width: 150,
      phone: "detail",
    },
    {
      id: "since",
      header: text.since,
      cell: (row) => <InstantText instant={row.createdAt} />,
      width: 180,
      from: "lg",
    },
    {
      id: "act",
      header: "",
      width: 140,
      align: "right",
      phone: "value",
      cell: (row) =>
        row.isCurrent ? (
          <Badge tone="good">{text.thisDevice}</Badge>
        ) : (
          <Button size="sm" variant="quiet" onClick={() => revoke.mutate({ sessionId: row.id })}>
            {text.signOutDevice}
          </Button>
        ),
    },
  ];
  return (
    <Table
      label={text.sessions}
      columns={columns}
      rows={query.data}
      getRowId={(row) => row.id}
      skeletonRows={2}
    />
  );
}
