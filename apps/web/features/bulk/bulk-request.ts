import type { BulkKind, BulkRequest } from "./bulk-kinds.ts";

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

/** The request that a filled form makes; null while something is missing. */
export function requestOf(kind: BulkKind, ids: string[], form: BulkForm): BulkRequest | null {
  const rows = { ids };
  const { role, on, reason } = form;
  switch (kind) {
    case "contacts.archive":
    case "contacts.restore":
      return { kind, rows, params: {} };
    case "contacts.add_role":
    case "contacts.remove_role":
      return { kind, rows, params: { role } };
    case "leases.give_notice":
      return on && form.moveOutOn
        ? { kind, rows, params: { noticeOn: on, moveOutOn: form.moveOutOn, reason } }
        : null;
    case "leases.change_rent": {
      if (!on || !form.changePpm || reason.trim() === "") return null;
      const changePpm = form.direction === "raise" ? form.changePpm : -form.changePpm;
      return { kind, rows, params: { effectiveOn: on, changePpm, reason } };
    }
    case "leases.end":
      return on ? { kind, rows, params: { endedOn: on, isDepositApplied: form.isDepositApplied } } : null;
    case "leases.charge": {
      const { chargeKind, description, amountMinor } = form;
      if (!on || !amountMinor || description.trim() === "") return null;
      return { kind, rows, params: { chargeKind, description, amountMinor, dueOn: on } };
    }
    case "invoices.credit":
    case "invoices.write_off":
      return reason.trim() === "" ? null : { kind, rows, params: { reason } };
  }
}
