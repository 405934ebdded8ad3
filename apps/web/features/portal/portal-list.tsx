"use client";

import { Button } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Skeleton } from "@stead/ui/skeleton";
import type { ReactNode } from "react";
import { QueryFailure, type FailedQuery } from "../../lib/query-failure.tsx";
import { lists as text, portal } from "../../messages/en/portal.ts";
import { LeaseSwitch } from "./lease-switch.tsx";

type PageProps = {
  readonly title: string;
  readonly help: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** A page of the portal below its home: what it is, of which home. */
export function PortalListPage({ title, help, actions, children }: PageProps) {
  return (
    <>
      <PageHeader title={title} actions={actions}>
        {help}
      </PageHeader>
      <LeaseSwitch />
      {children}
    </>
  );
}

type ListProps<Row> = {
  readonly label: string;
  readonly query: FailedQuery;
  readonly rows: readonly Row[] | undefined;
  readonly empty: { title: string; help: string };
  readonly keyOf: (row: Row) => string;
  readonly more?: { isLoading: boolean; load: () => void } | undefined;
  readonly children: (row: Row) => ReactNode;
};

/** Rows of two lines with space, no table: what came, when, how much. */
export function PortalList<Row>({ label, query, rows, empty, keyOf, more, children }: ListProps<Row>) {
  if (rows === undefined) return query.error ? <QueryFailure query={query} /> : <ListSkeleton />;
  if (rows.length === 0) return <EmptyState title={empty.title}>{empty.help}</EmptyState>;
  return (
    <>
      <ul aria-label={label} className="divide-y border-y">
        {rows.map((row) => (
          <li key={keyOf(row)} className="flex items-center gap-3 py-3">
            {children(row)}
          </li>
        ))}
      </ul>
      {more && (
        <div className="mt-4 grid justify-items-center">
          <Button isLoading={more.isLoading} onClick={more.load}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  );
}

type RowTextProps = { readonly title: ReactNode; readonly note: ReactNode };

/** The words of a row. */
export function RowText({ title, note }: RowTextProps) {
  return (
    <div className="min-w-0 flex-1">
      <p className="truncate font-medium">{title}</p>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-ink-2">{note}</div>
    </div>
  );
}

function ListSkeleton() {
  return (
    <div role="status" aria-label={portal.loading} className="grid divide-y border-y">
      {[1, 2, 3, 4].map((row) => (
        <div key={row} className="flex items-center gap-3 py-3">
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-4 w-20" />
        </div>
      ))}
    </div>
  );
}
