"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { CivilDateText } from "@stead/ui/date-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { formatDay, formatShare, moneyText } from "../../lib/format.ts";
import { keyOf } from "../../lib/list-state.ts";
import { leaseForm } from "../../messages/en/lease-form.ts";
import { leases } from "../../messages/en/leases.ts";
import { leaseTabs as text } from "../../messages/en/lease-tabs.ts";
import { LeaseVersions } from "./lease-versions.tsx";

type Item = LeaseDto["items"][number];

/** What was agreed: terms, amounts, people, and every change of them. */
export function LeaseTerms({ lease }: { readonly lease: LeaseDto }) {
  return (
    <div className="grid gap-8">
      <Section title={text.facts}>
        <DescriptionList items={factsOf(lease)} layout="grid" />
      </Section>
      <Section title={text.amounts}>
        <Table
          label={text.amounts}
          columns={itemColumns(lease.currency)}
          rows={lease.items}
          getRowId={(item) => item.id}
        />
      </Section>
      <div className="grid gap-8 lg:grid-cols-2">
        <Section title={text.people}>
          <DescriptionList items={lease.parties.map(partyFact)} />
        </Section>
        <Section title={text.changes}>
          <LeaseVersions lease={lease} />
        </Section>
      </div>
    </div>
  );
}

function itemColumns(currency: string): TableColumn<Item>[] {
  return [
    { id: "description", header: text.description, cell: (item) => item.description, phone: "title" },
    {
      id: "frequency",
      header: text.frequency,
      cell: (item) => leaseForm.frequencies[item.frequency],
      width: 140,
      phone: "detail",
    },
    {
      id: "from",
      header: text.from,
      cell: (item) => <CivilDateText date={item.fromOn} />,
      width: 120,
      from: "lg",
    },
    {
      id: "to",
      header: text.to,
      cell: (item) =>
        item.toOn === null ? (
          <span className="text-ink-3">{text.noEnd}</span>
        ) : (
          <CivilDateText date={item.toOn} />
        ),
      width: 170,
      phone: "note",
    },
    {
      id: "amount",
      header: leaseForm.itemAmount,
      unit: currency,
      cell: (item) => (
        <span className="inline-flex gap-2">
          {item.taxPpm > 0 && (
            <span className="text-sm text-ink-3">{text.tax(formatShare(item.taxPpm))}</span>
          )}
          <Money amountMinor={item.amountMinor} currency={currency} />
        </span>
      ),
      width: 150,
      align: "right",
      phone: "value",
    },
  ];
}

function factsOf(lease: LeaseDto): Description[] {
  const day = (date: string | null) => (date === null ? leases.openEnded : formatDay(date));
  const facts: (Description | false)[] = [
    { term: leaseForm.startOn, value: day(lease.startOn) },
    { term: leaseForm.endOn, value: day(lease.endedOn ?? lease.endOn) },
    { term: leaseForm.deposit, value: moneyText(lease.depositMinor, lease.currency) },
    { term: leaseForm.dueDay, value: lease.dueDay },
    { term: leaseForm.proration, value: leaseForm.prorationMethods[lease.prorationMethod] },
    { term: leaseForm.prorateOn, value: leaseForm.prorateOns[lease.prorateOn] },
    { term: leaseForm.billingAnchor, value: leaseForm.billingAnchors[lease.billingAnchor] },
    lease.billFromOn !== lease.startOn && { term: leaseForm.billFromOn, value: day(lease.billFromOn) },
    { term: leases.reference, value: <span className="mono">{lease.reference}</span> },
  ];
  return facts.filter((fact) => fact !== false);
}

function partyFact({ contactId, name, role, phone, email }: LeaseDto["parties"][number]): Description {
  const known = keyOf(text.partyRoles, role);
  return {
    term: known ? text.partyRoles[known] : role,
    value: (
      <>
        <TextLink href={`/contacts/${contactId}`}>{name}</TextLink>
        <span className="block text-sm text-ink-3">{[phone, email].filter(Boolean).join(" · ")}</span>
      </>
    ),
  };
}
