"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { Callout } from "@stead/ui/callout";
import { DescriptionList } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatShare } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { contacts as text } from "../../messages/en/contacts.ts";
import { ContactOptOuts } from "../messages/contact-opt-outs.tsx";
import { ContactDetails } from "./contact-details.tsx";
import { ContactHeader } from "./contact-header.tsx";
import { ContactLeases } from "./contact-leases.tsx";

/** One person or company: details, leases with balances, properties. */
export function ContactPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery(trpc.contacts.get.queryOptions(id ? { id } : skipToken));
  return (
    <RecordView query={query} back={{ href: "/contacts", label: text.allContacts }}>
      {(contact) => (
        <>
          <ContactHeader contact={contact} />
          <Similar contact={contact} />
          <div className="grid gap-8">
            <ContactDetails contact={contact} layout="grid" />
            <Section title={text.leases}>
              <ContactLeases contact={contact} />
            </Section>
            {contact.properties.length > 0 && (
              <Section title={text.properties}>
                <DescriptionList
                  items={contact.properties.map(({ id: propertyId, name, sharePpm }) => ({
                    term: formatShare(sharePpm),
                    value: <TextLink href={`/properties/${propertyId}/details`}>{name}</TextLink>,
                  }))}
                />
              </Section>
            )}
            <ContactOptOuts contactId={contact.id} />
          </div>
        </>
      )}
    </RecordView>
  );
}

/** Archived, or perhaps kept twice. */
function Similar({ contact }: { readonly contact: ContactDto }) {
  return (
    <>
      {contact.status === "archived" && (
        <Callout tone="warn" className="mb-5">
          {text.archivedNote}
        </Callout>
      )}
      {contact.similar.length > 0 && (
        <Callout tone="warn" title={text.similarTitle} className="mb-5">
          <ul>
            {contact.similar.map(({ id, name, field }) => (
              <li key={`${id}${field}`}>
                <TextLink href={`/contacts/${id}`}>{name}</TextLink> {text.similarBy[field]}
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </>
  );
}
