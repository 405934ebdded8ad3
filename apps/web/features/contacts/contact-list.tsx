"use client";

import type { ContactRowDto } from "@stead/contracts/contacts";
import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, oneOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useCan } from "../../lib/session.tsx";
import { contacts as text } from "../../messages/en/contacts.ts";
import { ContactPeek } from "./contact-peek.tsx";
import { RoleBadges } from "./role-badges.tsx";

const filters: readonly ListFilter[] = [
  {
    id: "role",
    label: text.role,
    kind: "options",
    options: optionsOf(text.roleNames),
  },
  {
    id: "status",
    label: text.status,
    kind: "options",
    options: [
      { value: "active", label: text.active },
      { value: "archived", label: text.archived },
    ],
  },
];
const filterIds = ["role", "status", "property"];

const columns: readonly TableColumn<ContactRowDto>[] = [
  { id: "name", header: text.name, cell: (row) => row.name, isSortable: true, phone: "title" },
  { id: "phone", header: text.phone, cell: (row) => row.phone, width: 170, phone: "detail" },
  { id: "email", header: text.email, cell: (row) => row.email, from: "lg" },
  {
    id: "roles",
    header: text.roles,
    cell: (row) => <RoleBadges roles={row.roles} />,
    width: 220,
    phone: "note",
  },
  { id: "kind", header: text.kind, cell: (row) => text.kinds[row.kind], width: 110, from: "xl" },
];

/** Every person and company of the agency. */
export function ContactList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(filterIds);
  const canWrite = useCan("contacts:write");
  const propertyFilter = usePropertyFilter(state);
  const [peekedId, setPeekedId] = useState<string | null>(null);
  const input = {
    q: state.sentQ,
    role: keyOf(text.roleNames, state.filters["role"]),
    status: oneOf(["active", "archived"], state.filters["status"]),
    propertyId: state.filters["property"] ?? undefined,
    sort: oneOf(["name", "created"], state.sort?.columnId),
    order: state.sort?.direction,
  };
  const query = useInfiniteQuery(
    trpc.contacts.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <>
      <PageHeader
        title={text.contacts}
        actions={
          <>
            <ButtonLink href="/contacts/statistics">{text.statistics}</ButtonLink>
            {canWrite && (
              <ButtonLink href="/contacts/new" variant="primary">
                {text.newContact}
              </ButtonLink>
            )}
          </>
        }
      />
      <ListView
        label={text.contacts}
        searchLabel={text.searchContacts}
        state={state}
        filters={[...filters, propertyFilter]}
        query={query}
        exported={{ list: "contacts", filters: input }}
        bulk={{ source: "contacts", filters: input }}
        columns={columns}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/contacts/${row.id}`}
        onPeek={(row) => setPeekedId(row.id)}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.contacts.get.queryOptions({ id }))}
        empty={
          <EmptyState
            title={text.noContacts}
            action={
              canWrite && <ButtonLink href="/imports/new?kind=contacts">{text.importContacts}</ButtonLink>
            }
          >
            {text.noContactsHelp}
          </EmptyState>
        }
      />
      {peekedId !== null && <ContactPeek id={peekedId} onClose={() => setPeekedId(null)} />}
    </>
  );
}
