"use client";

import { Combobox, type ComboboxOption, type ComboboxProps } from "@stead/ui/combobox";
import { useQueryClient } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { useTRPC } from "./api.ts";

export type PickerProps = Pick<
  ComboboxProps,
  "value" | "onChange" | "isDisabled" | "aria-label" | "placeholder"
>;

/** Finds active properties for what is typed. */
export function usePropertySearch(): (q: string, signal: AbortSignal) => Promise<ComboboxOption[]> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (q, signal) => {
    const page = await queryClient.fetchQuery(
      trpc.portfolio.listProperties.queryOptions({ q: q || undefined, status: "active", limit: 20 }),
    );
    signal.throwIfAborted();
    return page.items.map(({ id, name, code, addressLine, city }) => ({
      value: id,
      label: name,
      note: [code, addressLine, city].filter(Boolean).join(" · "),
    }));
  };
}

/** Chooses one property by typing. */
export function PropertyPicker(props: PickerProps) {
  return <Combobox placeholder={text.findProperty} {...props} search={usePropertySearch()} />;
}
