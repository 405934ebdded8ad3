import type { BulkChosen, BulkKind, BulkRequest } from "./bulk-kinds.ts";

/** What a person types for a change to many; each kind reads its own part. */
export type BulkForm = {
  role: "tenant" | "owner" | "vendor" | "guarantor" | "applicant";
  /** The day from which it holds: of notice, of the new rent, of the end, or when the charge is due. */
  on: string | null;
  moveOutOn: string | null;
  direction: "raise" | "lower";
  changePpm: number | null;
  reason: string;
  isDepositApplied: boolean;
  chargeKind: "utility" | "service" | "fee" | "damage" | "other";
  description: string;
  amountMinor: number | null;
};

type KindsOf<Source extends string> = Extract<BulkKind, `${Source}.${string}`>;

const contactRows = (chosen: BulkChosen) =>
  "ids" in chosen ? chosen : chosen.source === "contacts" ? { filters: chosen.filters } : null;
const leaseRows = (chosen: BulkChosen) =>
  "ids" in chosen ? chosen : chosen.source === "leases" ? { filters: chosen.filters } : null;
const invoiceRows = (chosen: BulkChosen) =>
  "ids" in chosen ? chosen : chosen.source === "invoices" ? { filters: chosen.filters } : null;
const messageRows = (chosen: BulkChosen) =>
  "ids" in chosen ? chosen : chosen.source === "messages" ? { filters: chosen.filters } : null;

/** The request that a filled form makes; null while something is missing. */
export function requestOf(kind: BulkKind, chosen: BulkChosen, form: BulkForm): BulkRequest | null {
  switch (kind) {
    case "contacts.archive":
    case "contacts.restore":
    case "contacts.add_role":
    case "contacts.remove_role":
      return contactRequest(kind, chosen, form);
    case "leases.give_notice":
    case "leases.change_rent":
    case "leases.end":
    case "leases.charge":
      return leaseRequest(kind, chosen, form);
    case "invoices.credit":
    case "invoices.write_off": {
      const rows = invoiceRows(chosen);
      const { reason } = form;
      return rows === null || reason.trim() === "" ? null : { kind, rows, params: { reason } };
    }
    case "messages.send_again":
    case "messages.it_arrived": {
      const rows = messageRows(chosen);
      return rows && { kind, rows, params: {} };
    }
  }
}

function contactRequest(
  kind: KindsOf<"contacts">,
  chosen: BulkChosen,
  { role }: BulkForm,
): BulkRequest | null {
  const rows = contactRows(chosen);
  if (rows === null) return null;
  return kind === "contacts.archive" || kind === "contacts.restore"
    ? { kind, rows, params: {} }
    : { kind, rows, params: { role } };
}

function leaseRequest(kind: KindsOf<"leases">, chosen: BulkChosen, form: BulkForm): BulkRequest | null {
  const rows = leaseRows(chosen);
  const { on, reason } = form;
  if (rows === null || !on) return null;
  switch (kind) {
    case "leases.give_notice":
      return form.moveOutOn
        ? { kind, rows, params: { noticeOn: on, moveOutOn: form.moveOutOn, reason } }
        : null;
    case "leases.change_rent": {
      if (!form.changePpm || reason.trim() === "") return null;
      const changePpm = form.direction === "raise" ? form.changePpm : -form.changePpm;
      return { kind, rows, params: { effectiveOn: on, changePpm, reason } };
    }
    case "leases.end":
      return { kind, rows, params: { endedOn: on, isDepositApplied: form.isDepositApplied } };
    case "leases.charge": {
      const { chargeKind, description, amountMinor } = form;
      if (!amountMinor || description.trim() === "") return null;
      return { kind, rows, params: { chargeKind, description, amountMinor, dueOn: on } };
    }
  }
}
