/** What the database notes of a committed transaction: which kinds of records it changed. */
export const dataEvents = [
  "books.changed",
  "lease.changed",
  "contact.changed",
  "property.changed",
  "unit.changed",
  "agency.changed",
  "member.changed",
  "plan.changed",
  "person.changed",
  "session.changed",
  "key.changed",
] as const;

export type DataEvent = (typeof dataEvents)[number];

export type DataChange = {
  event: DataEvent;
  /** Whose records; null for what belongs to no agency. */
  agencyId: string | null;
  /** Names the one record, where the event says so (a session's token, hashed); else empty. */
  subject: string;
  /** Names the transaction, so that whoever hears of it twice knows. */
  note: string;
};

/** Is told what a transaction changed, after its commit. Never throws. */
export type ChangeListener = (changes: readonly DataChange[]) => Promise<void>;

export function isDataEvent(text: string): text is DataEvent {
  return dataEvents.some((event) => event === text);
}
