"use client";

import type { InvitationDto } from "@stead/contracts/access";
import { Button } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { columnNames } from "../../messages/en/columns.ts";
import { settings as text } from "../../messages/en/settings.ts";

export function InvitationTable({ canWrite }: { readonly canWrite: boolean }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const query = useQuery(trpc.access.listInvitations.queryOptions());
  const cancel = useMutation(
    trpc.access.cancelInvitation.mutationOptions({ onSettled: () => invalidate("members") }),
  );
  const open = query.data?.filter((row) => row.status === "pending");
  const columns: readonly TableColumn<InvitationDto>[] = [
    { id: "email", header: columnNames.email, cell: (row) => row.email, phone: "title" },
    { id: "role", header: columnNames.role, cell: (row) => text.roles[row.role], width: 170, phone: "value" },
    {
      id: "expires",
      header: columnNames.expires,
      cell: (row) => <InstantText instant={row.expiresAt} />,
      width: 200,
      phone: "detail",
    },
    {
      id: "act",
      header: "",
      width: 130,
      align: "right",
      cell: (row) =>
        canWrite && (
          <Button size="sm" variant="quiet" onClick={() => cancel.mutate({ invitationId: row.id })}>
            {text.withdraw}
          </Button>
        ),
    },
  ];
  return (
    <Section title={text.invitations} className="mt-10">
      <Table
        label={text.invitations}
        columns={columns}
        rows={open}
        getRowId={(row) => row.id}
        empty={text.noInvitations}
        skeletonRows={1}
      />
    </Section>
  );
}
