"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { CopyText } from "@stead/ui/copy-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { contacts as text } from "../../messages/en/contacts.ts";
import { RoleBadges } from "./role-badges.tsx";

export type ContactDetailsProps = {
  contact: ContactDto;
  layout?: "rows" | "grid";
};

/** How to reach somebody, and what else is known. */
export function ContactDetails({ contact, layout = "rows" }: ContactDetailsProps) {
  const { kind, email, phone, address, taxNumber, notes, roles } = contact;
  const facts: (Description | false)[] = [
    { term: text.phone, value: phone === null ? "–" : <CopyText text={phone} /> },
    { term: text.email, value: email === null ? "–" : <TextLink href={`mailto:${email}`}>{email}</TextLink> },
    { term: text.roles, value: roles.length === 0 ? text.none : <RoleBadges roles={roles} /> },
    { term: text.kind, value: text.kinds[kind] },
    address !== null && { term: text.address, value: <span className="whitespace-pre-wrap">{address}</span> },
    taxNumber !== null && { term: text.taxNumber, value: <span className="mono">{taxNumber}</span> },
    notes !== null && { term: text.notes, value: <span className="whitespace-pre-wrap">{notes}</span> },
  ];
  return <DescriptionList items={facts.filter((fact) => fact !== false)} layout={layout} />;
}
