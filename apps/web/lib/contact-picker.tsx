"use client";

import type { ContactRowDto } from "@stead/contracts/contacts";
import { Combobox, type ComboboxOption } from "@stead/ui/combobox";
import { useQueryClient } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { useTRPC } from "./api.ts";
import type { PickerProps } from "./property-picker.tsx";

/** Chooses one person or company by typing. `role` puts the question only to those who have it. */
export function ContactPicker({
  role,
  ...props
}: PickerProps & { readonly role?: ContactRowDto["roles"][number] }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const search = async (q: string, signal: AbortSignal): Promise<ComboboxOption[]> => {
    const page = await queryClient.fetchQuery(
      trpc.contacts.list.queryOptions({ q: q || undefined, role, status: "active", limit: 20 }),
    );
    signal.throwIfAborted();
    return page.items.map(({ id, name, phone, email }) => ({
      value: id,
      label: name,
      note: [phone, email].filter(Boolean).join(" · "),
    }));
  };
  return <Combobox placeholder={text.findContact} {...props} search={search} />;
}
