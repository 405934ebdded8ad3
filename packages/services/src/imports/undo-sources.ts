import type { ImportKind } from "@stead/contracts/imports";
import { changedContacts, leftTenants, madeContacts } from "./undo-contacts.ts";
import { madeLeases } from "./undo-leases.ts";
import { madeOpenings } from "./undo-openings.ts";
import { changedProperties, changedUnits, madeProperties, madeUnits } from "./undo-properties.ts";
import type { UndoSource } from "./undo-rows.ts";

/** What the rows of each kind of file leave behind. */
export const undoSources: Record<ImportKind, readonly UndoSource[]> = {
  properties: [madeProperties, changedProperties],
  units: [madeUnits, changedUnits],
  contacts: [madeContacts, changedContacts],
  leases: [madeLeases, leftTenants],
  opening_balances: [madeOpenings],
};
