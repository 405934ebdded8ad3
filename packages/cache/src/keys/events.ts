import type { DataEvent } from "@stead/kernel/changes";

/** What an event makes old: values of the agency that it is of, or of the platform. */
export type Tag = {
  readonly name: string;
  readonly isOfPlatform: boolean;
  /** Only the values of the one record that the event names: its subject stands behind the name. */
  readonly isOfSubject: boolean;
};

const ofAgency = (name: string): Tag => ({ name, isOfPlatform: false, isOfSubject: false });
const ofPlatform = (name: string): Tag => ({ name, isOfPlatform: true, isOfSubject: false });
const ofSubject = (name: string): Tag => ({ name, isOfPlatform: true, isOfSubject: true });

export const tags = {
  dashboard: ofAgency("dashboard"),
  leases: ofAgency("leases"),
  leaseSuggestions: ofAgency("lease-suggestions"),
  invoices: ofAgency("invoices"),
  payments: ofAgency("payments"),
  contacts: ofAgency("contacts"),
  contactStatistics: ofAgency("contact-statistics"),
  properties: ofAgency("properties"),
  units: ofAgency("units"),
  arrears: ofAgency("arrears"),
  reports: ofAgency("reports"),
  /** Who callers are and what they may do. */
  callers: ofPlatform("callers"),
  /** One of them: a session or a key. */
  caller: ofSubject("caller"),
} as const satisfies Record<string, Tag>;

const { dashboard, leases, leaseSuggestions, invoices, payments, contacts, contactStatistics } = tags;
const { properties, units, arrears, reports, callers, caller } = tags;

/**
 * What each event makes old. The one place that says so: whoever writes knows no key, whoever reads knows no writer.
 */
export const tagsOfEvent: Readonly<Record<DataEvent, readonly Tag[]>> = {
  "books.changed": [dashboard, leases, invoices, payments, properties, units, arrears, reports],
  "lease.changed": [
    dashboard,
    leases,
    leaseSuggestions,
    invoices,
    payments,
    contacts,
    contactStatistics,
    properties,
    units,
    arrears,
    reports,
  ],
  "contact.changed": [
    dashboard,
    leases,
    leaseSuggestions,
    invoices,
    payments,
    contacts,
    contactStatistics,
    properties,
    units,
    arrears,
    reports,
  ],
  "property.changed": [
    dashboard,
    leases,
    leaseSuggestions,
    invoices,
    payments,
    contacts,
    contactStatistics,
    properties,
    units,
    arrears,
    reports,
  ],
  "unit.changed": [
    dashboard,
    leases,
    leaseSuggestions,
    invoices,
    payments,
    properties,
    units,
    arrears,
    reports,
  ],
  // Zone, currency and policies are part of the keys of what is read with them.
  "agency.changed": [callers],
  "member.changed": [callers],
  "plan.changed": [callers],
  "person.changed": [callers],
  "session.changed": [caller],
  "key.changed": [caller],
};

/** The events that make old what has the tag. */
export function eventsOf(tag: Tag): DataEvent[] {
  return Object.entries(tagsOfEvent).flatMap(([event, made]) =>
    made.includes(tag) ? [event as DataEvent] : [],
  );
}
