"use client";

import { Combobox, type ComboboxOption } from "@stead/ui/combobox";
import { useQueryClient } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { portfolio } from "../messages/en/portfolio.ts";
import { useTRPC } from "./api.ts";
import type { PickerProps } from "./property-picker.tsx";

/** Chooses one unit by typing its label or its property; says whether it is let. */
export function UnitPicker({
  propertyId,
  ...props
}: PickerProps & { readonly propertyId?: string | undefined }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const search = async (q: string, signal: AbortSignal): Promise<ComboboxOption[]> => {
    const page = await queryClient.fetchQuery(
      trpc.portfolio.listUnits.queryOptions({ q: q || undefined, propertyId, limit: 20 }),
    );
    signal.throwIfAborted();
    return page.items.map(({ id, label, propertyName, occupancy, tenantName }) => ({
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
