import { isDataEvent, type DataChange } from "@stead/kernel/changes";

/** The agency of what belongs to none. */
const noAgency = "00000000-0000-0000-0000-000000000000";

/** What a notice of the server says of changed data; undefined for any other notice. */
export function changeOf({
  message,
  detail,
}: {
  message?: string | undefined;
  detail?: string | undefined;
}): DataChange | undefined {
  if (message !== "stead.changed" || detail === undefined) return undefined;
  const [event = "", note = "", agencyId = noAgency, subject = ""] = detail.split(" ");
  return readChange({ event, note, agencyId, subject });
}

/** A change as it is written in `data_changes`; undefined for an event that this version does not know. */
export function readChange(row: {
  event: string;
  note: string;
  agencyId: string;
  subject: string;
}): DataChange | undefined {
  const { event, note, subject } = row;
  if (!isDataEvent(event)) return undefined;
  return { event, note, subject, agencyId: row.agencyId === noAgency ? null : row.agencyId };
}
