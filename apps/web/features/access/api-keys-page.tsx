"use client";

import type { ApiKeyDto } from "@stead/contracts/access";
import { Button } from "@stead/ui/button";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { ErrorState } from "@stead/ui/error-state";
import { PageHeader } from "@stead/ui/page-header";
import { Table, type TableColumn } from "@stead/ui/table";
import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { columnNames } from "../../messages/en/columns.ts";
import { settings as text } from "../../messages/en/settings.ts";

const NewKeyDialog = lazy(() => import("./new-key-dialog.tsx"));

/** The keys of programs: what each may do, when it was used, and its end. */
export function ApiKeysPage() {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const query = useQuery(trpc.access.listApiKeys.queryOptions());
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<ApiKeyDto | null>(null);
  const revoke = useMutation(
    trpc.access.revokeApiKey.mutationOptions({
      onSuccess: async () => {
        setEnding(null);
        await invalidate("members");
      },
    }),
  );
  const failure = query.error && !query.data ? viewError(query.error) : null;
  const columns: readonly TableColumn<ApiKeyDto>[] = [
    { id: "name", header: columnNames.name, cell: (row) => row.name, phone: "title" },
    {
      id: "start",
      header: "",
      cell: (row) => <span className="font-mono text-ink-2">{row.start}…</span>,
      width: 130,
      phone: "value",
    },
    {
      id: "may",
      header: text.keyPermissions,
      cell: (row) => <span title={row.permissions.join(", ")}>{row.permissions.join(", ")}</span>,
      phone: "detail",
    },
    {
      id: "used",
      header: columnNames.used,
      cell: (row) => (row.lastUsedAt ? <InstantText instant={row.lastUsedAt} /> : text.never),
      width: 180,
      from: "lg",
    },
    {
      id: "expires",
      header: columnNames.expires,
      cell: (row) => (row.expiresAt ? <InstantText instant={row.expiresAt} /> : text.never),
      width: 180,
      from: "xl",
    },
    {
      id: "act",
      header: "",
      width: 110,
      align: "right",
      cell: (row) => (
        <Button size="sm" variant="quiet" onClick={() => setEnding(row)}>
          {text.revoke}
        </Button>
      ),
    },
  ];
  const action = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      {text.newKey}
    </Button>
  );
  return (
    <>
      <PageHeader title={text.keysTitle} actions={action}>
        {text.keysHelp}
      </PageHeader>
      <Table
        label={text.keysTitle}
        columns={columns}
        rows={query.data}
        getRowId={(row) => row.id}
        empty={
          <EmptyState title={text.noKeys} action={action}>
            {text.noKeysHelp}
          </EmptyState>
        }
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
      <Suspense>{isMaking && <NewKeyDialog onClose={() => setMaking(false)} />}</Suspense>
      <ConfirmDialog
        isOpen={ending !== null}
        title={text.revokeTitle(ending?.name ?? "")}
        confirmLabel={text.revoke}
        tone="danger"
        isBusy={revoke.isPending}
        error={revoke.error ? viewError(revoke.error).message : null}
        onCancel={() => setEnding(null)}
        onConfirm={() => ending && revoke.mutate({ apiKeyId: ending.id })}
      >
        {text.revokeHelp}
      </ConfirmDialog>
    </>
  );
}
