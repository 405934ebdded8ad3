"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import type { ComboboxOption } from "@stead/ui/combobox";
import { useTRPC } from "../../lib/api.ts";
import { unitName } from "../../lib/unit-picker.tsx";

/** The unit and the contact that the address names (`?unit=`, `?contact=`), as choices; null until their names are known. */
export function useLeaseStart(): { unit: ComboboxOption | null; contact: ComboboxOption | null } {
  const trpc = useTRPC();
  const [{ unit: unitId, contact: contactId }] = useQueryStates({
    unit: parseAsString,
    contact: parseAsString,
  });
  const unit = useQuery(trpc.portfolio.getUnit.queryOptions(unitId ? { id: unitId } : skipToken)).data;
  const contact = useQuery(trpc.contacts.get.queryOptions(contactId ? { id: contactId } : skipToken)).data;
  return {
    unit: unit
      ? { value: unit.id, label: unitName({ unitLabel: unit.label, propertyName: unit.propertyName }) }
      : null,
    contact: contact ? { value: contact.id, label: contact.name } : null,
  };
}
