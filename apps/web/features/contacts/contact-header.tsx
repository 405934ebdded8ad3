"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { Badge } from "@stead/ui/badge";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { Menu } from "@stead/ui/menu";
import { Money } from "@stead/ui/money";
import { PageHeader } from "@stead/ui/page-header";
import Ellipsis from "lucide-react/icons/ellipsis";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { contacts as text } from "../../messages/en/contacts.ts";
import { forms } from "../../messages/en/forms.ts";
import { invite } from "../../messages/en/portal.ts";
import { records } from "../../messages/en/records.ts";
import { TenantStatements } from "../documents/document-menu.tsx";
import { RoleBadges } from "./role-badges.tsx";
import { useContactStatus } from "./use-contact-status.ts";

const loadDialogs = () => import("./contact-dialogs.tsx");
const InviteDialog = lazy(async () => ({
  default: (await import("../portal/invite-dialog.tsx")).InviteDialog,
}));
const EditContactDialog = lazy(async () => ({ default: (await loadDialogs()).EditContactDialog }));

/** What is open on all leases of somebody, by currency. */
function openByCurrency(contact: ContactDto): [string, number][] {
  const sums = new Map<string, number>();
  for (const { currency, openMinor } of contact.leases)
    sums.set(currency, (sums.get(currency) ?? 0) + openMinor);
  return [...sums].filter(([, openMinor]) => openMinor !== 0);
}

/** The name, what they are, what they owe, and what can be done. */
export function ContactHeader({ contact }: { readonly contact: ContactDto }) {
  const canWrite = useCan("contacts:write");
  const canLet = useCan("leases:write");
  const [isEditing, setEditing] = useState(false);
  const isActive = contact.status === "active";
  return (
    <PageHeader
      title={contact.name}
      status={isActive ? <RoleBadges roles={contact.roles} /> : <Badge>{text.archived}</Badge>}
      above={
        <Breadcrumbs
          label={records.where}
          crumbs={[{ label: text.contacts, href: "/contacts" }, { label: contact.name }]}
        />
      }
      actions={
        <>
          <TenantStatements leases={contact.leases} />
          {canWrite && <MoreMenu contact={contact} />}
          {canWrite && (
            <Button
              onPointerEnter={() => void loadDialogs()}
              onFocus={() => void loadDialogs()}
              onClick={() => setEditing(true)}
            >
              {forms.edit}
            </Button>
          )}
          {canLet && isActive && (
            <ButtonLink variant="primary" href={`/leases/new?contact=${contact.id}`}>
              {text.newLease}
            </ButtonLink>
          )}
        </>
      }
    >
      {openByCurrency(contact).map(([currency, openMinor]) => (
        <span key={currency}>
          {text.owedNow}{" "}
          <Money
            amountMinor={openMinor}
            currency={currency}
            hasCurrency
            tone="owed"
            className="font-medium"
          />
        </span>
      ))}
      {isEditing && (
        <Suspense>
          <EditContactDialog contact={contact} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </PageHeader>
  );
}

function MoreMenu({ contact }: { readonly contact: ContactDto }) {
  const setStatus = useContactStatus(contact);
  const [isInviting, setInviting] = useState(false);
  const isActive = contact.status === "active";
  const toPortal = { id: "invite", label: invite.invite, onSelect: () => setInviting(true) };
  const status = {
    id: "status",
    label: isActive ? text.archive : text.restore,
    onSelect: () => setStatus(isActive ? "archived" : "active"),
  };
  const items = isActive && contact.leases.length > 0 ? [toPortal, status] : [status];
  return (
    <>
      <Menu label={records.more} icon={<Ellipsis />} sections={[{ id: "status", items }]} />
      {isInviting && (
        <Suspense>
          <InviteDialog contact={contact} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </>
  );
}
