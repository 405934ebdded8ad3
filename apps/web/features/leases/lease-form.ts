import type {
  LeaseDto,
  LeaseItemField,
  LeaseSuggestionDto,
  PreviewScheduleInput,
} from "@stead/contracts/leases";
import type { ComboboxOption } from "@stead/ui/combobox";
import { leaseForm as text } from "../../messages/en/lease-form.ts";

export type ItemKind = LeaseItemField["kind"];
export type PartyRole = "tenant" | "guarantor" | "occupant";

/** An amount beside the rent as it is typed; a concession is typed without its sign. */
export type ItemValues = {
  key: string;
  kind: ItemKind;
  description: string;
  amountMinor: number | null;
  taxPpm: number | null;
  frequency: LeaseItemField["frequency"];
  fromOn: string | null;
  toOn: string | null;
};

export type PartyValues = { key: string; contact: ComboboxOption | null; role: PartyRole };

/** What the agency, the unit and the contact suggest, or a draft holds. */
export type TermValues = {
  startOn: string | null;
  endOn: string | null;
  currency: string;
  rentMinor: number | null;
  depositMinor: number | null;
  dueDay: number | null;
  prorationMethod: LeaseDto["prorationMethod"];
  prorateOn: LeaseDto["prorateOn"];
  billingAnchor: LeaseDto["billingAnchor"];
  reference: string;
  billFromOn: string | null;
};

/** Terms for a unit that is not chosen yet. */
export function emptyTerms(currency: string): TermValues {
  return {
    startOn: null,
    endOn: null,
    currency,
    rentMinor: null,
    depositMinor: null,
    dueDay: 1,
    prorationMethod: "actual",
    prorateOn: "first",
    billingAnchor: "calendar",
    reference: "",
    billFromOn: null,
  };
}

export function termsOfSuggestion(suggestion: LeaseSuggestionDto): TermValues {
  const { startOn, endOn, currency, rentMinor, depositMinor, dueDay, prorationMethod } = suggestion;
  return { ...emptyTerms(currency), startOn, endOn, rentMinor, depositMinor, dueDay, prorationMethod };
}

export function newItem(kind: Exclude<ItemKind, "rent">): ItemValues {
  return {
    key: crypto.randomUUID(),
    kind,
    description: text.itemDescriptions[kind],
    amountMinor: null,
    taxPpm: null,
    frequency: "monthly",
    fromOn: null,
    toOn: null,
  };
}

/** The amounts beside the rent, as the form shows them. */
export function itemsOfLease(lease: LeaseDto): ItemValues[] {
  return lease.items
    .filter(({ kind }) => kind !== "rent")
    .map(({ id, amountMinor, taxPpm, fromOn, ...item }) => ({
      ...item,
      key: id,
      amountMinor: Math.abs(amountMinor),
      taxPpm: taxPpm === 0 ? null : taxPpm,
      fromOn: fromOn === lease.startOn ? null : fromOn,
    }));
}

export function partiesOfLease(lease: LeaseDto): PartyValues[] {
  const roles: readonly PartyRole[] = ["tenant", "guarantor", "occupant"];
  return lease.parties
    .filter(({ contactId }) => contactId !== lease.contactId)
    .map(({ contactId, name, role }) => ({
      key: contactId,
      contact: { value: contactId, label: name },
      role: roles.find((each) => each === role) ?? "occupant",
    }));
}

/** An amount as the API takes it; null while it has none. */
function itemField(item: ItemValues): LeaseItemField | null {
  const { kind, description, amountMinor, taxPpm, frequency, fromOn, toOn } = item;
  if (amountMinor === null || amountMinor === 0 || description.trim() === "") return null;
  return {
    kind,
    description,
    amountMinor: kind === "concession" ? -amountMinor : amountMinor,
    taxPpm: taxPpm ?? 0,
    frequency,
    toOn,
    ...(fromOn !== null && { fromOn }),
  };
}

export function itemFields(items: readonly ItemValues[]): LeaseItemField[] {
  return items.map(itemField).filter((field) => field !== null);
}

export function partyFields(parties: readonly PartyValues[]): { contactId: string; role: PartyRole }[] {
  return parties.flatMap(({ contact, role }) =>
    contact === null ? [] : [{ contactId: contact.value, role }],
  );
}

/** The question for the schedule as typed so far; null while it can't be asked. */
export function previewInput(terms: TermValues, items: readonly ItemValues[]): PreviewScheduleInput | null {
  const {
    startOn,
    endOn,
    currency,
    rentMinor,
    depositMinor,
    dueDay,
    prorationMethod,
    prorateOn,
    billingAnchor,
    billFromOn,
  } = terms;
  if (startOn === null || rentMinor === null || dueDay === null || dueDay < 1 || dueDay > 31) return null;
  return {
    startOn,
    endOn,
    currency,
    rentMinor,
    depositMinor: depositMinor ?? 0,
    dueDay,
    prorationMethod,
    prorateOn,
    billingAnchor,
    items: itemFields(items),
    months: 6,
    ...(billFromOn !== null && { billFromOn }),
  };
}
