"use client";

import type { MemberDto } from "@stead/contracts/access";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { ErrorState } from "@stead/ui/error-state";
import { Menu } from "@stead/ui/menu";
import { PageHeader } from "@stead/ui/page-header";
import { Select } from "@stead/ui/select";
import { Table, type TableColumn } from "@stead/ui/table";
import { useMutation, useQuery } from "@tanstack/react-query";
import Ellipsis from "lucide-react/icons/ellipsis";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { settings as text } from "../../messages/en/settings.ts";
import { InvitationTable } from "./invitation-table.tsx";

const InviteDialog = lazy(() => import("./invite-dialog.tsx"));
const MemberScopeDialog = lazy(() => import("./member-scope-dialog.tsx"));

const roleOptions = optionsOf(text.roles);

/** Who works in the agency: roles, limits, invitations. */
export function MembersPage() {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const session = useSession();
  const canWrite = useCan("members:write");
  const query = useQuery(trpc.access.listMembers.queryOptions());
  const [isInviting, setInviting] = useState(false);
  const [limited, setLimited] = useState<MemberDto | null>(null);
  const [leaving, setLeaving] = useState<MemberDto | null>(null);
  const update = useMutation(
    trpc.access.updateMember.mutationOptions({ onSettled: () => invalidate("members") }),
  );
  const remove = useMutation(
    trpc.access.removeMember.mutationOptions({
      onSuccess: async () => {
        setLeaving(null);
        await invalidate("members");
      },
    }),
  );
  const failure = query.error && !query.data ? viewError(query.error) : null;
  const columns: readonly TableColumn<MemberDto>[] = [
    { id: "name", header: columnNames.name, cell: (row) => row.name, phone: "title" },
    { id: "email", header: columnNames.email, cell: (row) => row.email, phone: "detail" },
    {
      id: "role",
      header: columnNames.role,
      width: 170,
      phone: "value",
      cell: (row) =>
        canWrite && row.userId !== session.user.id ? (
          <Select
            size="sm"
            aria-label={`${columnNames.role} ${row.name}`}
            options={roleOptions}
            value={row.role}
            onChange={(event) =>
              update.mutate({ memberId: row.id, role: keyOf(text.roles, event.target.value) ?? row.role })
            }
          />
        ) : (
          text.roles[row.role]
        ),
    },
    {
      id: "scope",
      header: columnNames.access,
      width: 160,
      from: "lg",
      cell: (row) =>
        row.propertyIds === null ? text.allProperties : text.someProperties(row.propertyIds.length),
    },
    {
      id: "act",
      header: "",
      width: 60,
      align: "right",
      cell: (row) =>
        canWrite && (
          <Menu
            label={row.name}
            icon={<Ellipsis />}
            size="sm"
            variant="quiet"
            sections={[
              {
                id: "act",
                items: [
                  { id: "limit", label: text.limit, onSelect: () => setLimited(row) },
                  {
                    id: "remove",
                    label: text.remove,
                    tone: "bad",
                    isDisabled: row.userId === session.user.id,
                    onSelect: () => setLeaving(row),
                  },
                ],
              },
            ]}
          />
        ),
    },
  ];
  return (
    <>
      <PageHeader
        title={text.membersTitle}
        actions={
          canWrite && (
            <Button variant="primary" onClick={() => setInviting(true)}>
              {text.invite}
            </Button>
          )
        }
      >
        {text.membersHelp}
      </PageHeader>
      {update.error && <Callout tone="bad">{viewError(update.error).message}</Callout>}
      <Table
        label={text.membersTitle}
        columns={columns}
        rows={query.data}
        getRowId={(row) => row.id}
        error={
          failure && (
            <ErrorState
              title={failure.title}
              requestId={failure.requestId}
              onRetry={() => void query.refetch()}
            />
          )
        }
      />
      <InvitationTable canWrite={canWrite} />
      <Suspense>
        {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
        {limited && <MemberScopeDialog member={limited} onClose={() => setLimited(null)} />}
      </Suspense>
      <ConfirmDialog
        isOpen={leaving !== null}
        title={text.removeTitle(leaving?.name ?? "")}
        confirmLabel={text.remove}
        tone="danger"
        isBusy={remove.isPending}
        error={remove.error ? viewError(remove.error).message : null}
        onCancel={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate({ memberId: leaving.id })}
      >
        {text.removeHelp}
      </ConfirmDialog>
    </>
  );
}
