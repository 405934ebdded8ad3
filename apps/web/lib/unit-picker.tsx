"use client";

import { Combobox, type ComboboxOption } from "@stead/ui/combobox";
import { useQueryClient } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { portfolio } from "../messages/en/portfolio.ts";
import { useTRPC } from "./api.ts";
import type { PickerProps } from "./property-picker.tsx";

export type UnitPickerProps = PickerProps & {
  propertyId?: string | undefined;
  /** Before anything is typed: what is vacant, if anything is. */
  isVacantFirst?: boolean;
};

/** Chooses one unit by typing its label or its property; says whether it is let. */
export function UnitPicker({ propertyId, isVacantFirst = false, ...props }: UnitPickerProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const find = (q: string | undefined, occupancy?: "vacant") =>
    queryClient.fetchQuery(trpc.portfolio.listUnits.queryOptions({ q, propertyId, occupancy, limit: 20 }));
  const search = async (q: string, signal: AbortSignal): Promise<ComboboxOption[]> => {
    const vacant = isVacantFirst && q === "" ? (await find(undefined, "vacant")).items : [];
    signal.throwIfAborted();
    const units = vacant.length > 0 ? vacant : (await find(q || undefined)).items;
    signal.throwIfAborted();
    return units.map(({ id, label, propertyName, occupancy, tenantName }) => ({
      value: id,
      label: unitName({ unitLabel: label, propertyName }),
      note: [portfolio.occupancies[occupancy], tenantName].filter(Boolean).join(" · "),
    }));
  };
  return <Combobox placeholder={text.findUnit} {...props} search={search} />;
}

/** A unit as people call it: "A-4, Umoja House". */
export function unitName({ unitLabel, propertyName }: { unitLabel: string; propertyName: string }): string {
  return `${unitLabel}, ${propertyName}`;
}
