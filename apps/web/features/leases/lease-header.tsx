"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { CopyText } from "@stead/ui/copy-text";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import { formatDay } from "../../lib/format.ts";
import { LeaseStatusBadge } from "../../lib/lease-status-badge.tsx";
import { unitName } from "../../lib/unit-picker.tsx";
import { leases as text } from "../../messages/en/leases.ts";
import { records } from "../../messages/en/records.ts";
import { LeaseDocuments } from "../documents/document-menu.tsx";
import { LeaseActions } from "./lease-actions.tsx";

/** Tenants, unit, days and state of a lease, and what can be done with it. */
export function LeaseHeader({ lease }: { readonly lease: LeaseDto }) {
  const tenants = lease.parties.filter(({ role }) => role === "tenant");
  const others = tenants.filter(({ contactId }) => contactId !== lease.contactId);
  const end = lease.endedOn ?? lease.moveOutOn ?? lease.endOn;
  return (
    <PageHeader
      title={[lease.tenantName, ...others.map(({ name }) => name)].join(", ")}
      status={<LeaseStatusBadge status={lease.status} />}
      above={
        <Breadcrumbs
          label={records.where}
          crumbs={[{ label: text.leases, href: "/leases" }, { label: `#${lease.number}` }]}
        />
      }
      actions={
        <>
          <LeaseDocuments
            id={lease.id}
            isDraft={lease.status === "draft" || lease.status === "pending_signature"}
          />
          <LeaseActions lease={lease} />
        </>
      }
    >
      <TextLink href={`/units/${lease.unitId}`}>{unitName(lease)}</TextLink>
      <TextLink href={`/contacts/${lease.contactId}`}>{text.contact}</TextLink>
      <span>{text.days(formatDay(lease.startOn), end === null ? text.openEnded : formatDay(end))}</span>
      <span>
        {text.reference} <CopyText text={lease.reference} className="mono" />
      </span>
    </PageHeader>
  );
}
