"use client";

import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { SkeletonForm } from "@stead/ui/skeleton";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useSession } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { forms } from "../../messages/en/forms.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { records } from "../../messages/en/records.ts";
import { draftOf, newBroadcast } from "./broadcast-draft.ts";
import { BroadcastForm } from "./broadcast-form.tsx";

/** A new message to many. */
export function NewBroadcast() {
  const { agency } = useSession();
  return (
    <>
      <PageHeader title={text.newBroadcast} />
      <BroadcastForm initial={newBroadcast(agency.currency)} saved={null} />
    </>
  );
}

/** The same form over a draft, as it was saved. */
export function EditBroadcast() {
  const id = useRecordId();
  const { agency } = useSession();
  const query = useQuery(useTRPC().messages.getBroadcast.queryOptions(id ? { id } : skipToken));
  return (
    <RecordView
      query={query}
      back={{ href: "/messages", label: text.title }}
      skeleton={<SkeletonForm fields={8} />}
    >
      {(broadcast) => {
        const { version, name, status } = broadcast;
        const href = `/messages/${broadcast.id}`;
        const crumbs = [
          { label: text.title, href: "/messages" },
          { label: name, href },
          { label: forms.edit },
        ];
        return (
          <>
            <PageHeader
              title={text.editBroadcast}
              above={<Breadcrumbs label={records.where} crumbs={crumbs} />}
            />
            {status === "draft" ? (
              <BroadcastForm
                initial={draftOf(broadcast, agency.currency)}
                saved={{ id: broadcast.id, version }}
              />
            ) : (
              <EmptyState title={text.noDraft} action={<ButtonLink href={href}>{name}</ButtonLink>}>
                {text.noDraftHelp}
              </EmptyState>
            )}
          </>
        );
      }}
    </RecordView>
  );
}
