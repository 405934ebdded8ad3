"use client";

import type { LeaseRowDto } from "@stead/contracts/leases";
import { Combobox, type ComboboxOption } from "@stead/ui/combobox";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { useTRPC } from "./api.ts";
import type { PickerProps } from "./property-picker.tsx";

type Named = Pick<LeaseRowDto, "id" | "number" | "tenantName" | "unitLabel" | "propertyName">;

/** A lease as a choice: the tenant, then where and which. */
export function leaseOption({
  id,
  number,
  tenantName,
  unitLabel,
  propertyName,
  reference,
}: Named & { reference?: string }): ComboboxOption {
  return {
    value: id,
    label: `${tenantName}, ${unitLabel}`,
    note: [propertyName, `#${number}`, reference].filter(Boolean).join(" · "),
  };
}

export type LeasePickerProps = PickerProps & {
  /** Only the leases of one tenant. */
  contactId?: string | undefined;
  /** A lease that must not be chosen. */
  exceptId?: string | undefined;
};

/** Chooses one lease by typing a tenant, a unit or the reference that tenants write on payments. */
export function LeasePicker({ contactId, exceptId, ...props }: LeasePickerProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const search = async (q: string, signal: AbortSignal): Promise<ComboboxOption[]> => {
    const page = await queryClient.fetchQuery({
      ...trpc.leases.list.queryOptions({ q: q || undefined, contactId, limit: 20 }),
      staleTime: 5_000,
    });
    signal.throwIfAborted();
    return page.items
      .filter(({ id, status }) => id !== exceptId && status !== "draft" && status !== "cancelled")
      .map(leaseOption);
  };
  return <Combobox placeholder={text.findLease} {...props} search={search} />;
}

/** The lease of an id: from the address, or what was picked. Nothing is asked while there is none. */
export function useLease(id: string | null) {
  return useQuery({ ...useTRPC().leases.get.queryOptions({ id: id ?? "" }), enabled: id !== null });
}
