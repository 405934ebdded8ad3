"use client";

import { ButtonLink } from "@stead/ui/button";
import { SidePanel } from "@stead/ui/drawer";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { contacts as text } from "../../messages/en/contacts.ts";
import { records } from "../../messages/en/records.ts";
import { ContactDetails } from "./contact-details.tsx";
import { ContactLeases } from "./contact-leases.tsx";

/** A look at a contact beside the list: details and balances. */
export function ContactPeek({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.contacts.get.queryOptions({ id }));
  return (
    <SidePanel
      isOpen
      onClose={onClose}
      title={query.data?.name ?? text.contacts}
      actions={
        <ButtonLink href={`/contacts/${id}`} size="sm">
          {records.open}
        </ButtonLink>
      }
    >
      <RecordView query={query} back={{ href: "/contacts", label: text.allContacts }}>
        {(contact) => (
          <div className="grid gap-6">
            <ContactDetails contact={contact} />
            <ContactLeases contact={contact} isShort />
          </div>
        )}
      </RecordView>
    </SidePanel>
  );
}
