"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { leaseOption, LeasePicker, useLease } from "../../lib/lease-picker.tsx";
import { PropertyPicker } from "../../lib/property-picker.tsx";
import { reports as text } from "../../messages/en/reports.ts";

type ChoiceProps = { readonly id: string | null; readonly onChange: (id: string | null) => void };

/** One property of a report, or all of them. */
export function PropertyChoice({ id, onChange }: ChoiceProps) {
  const trpc = useTRPC();
  const property = useQuery(trpc.portfolio.getProperty.queryOptions(id === null ? skipToken : { id }));
  return (
    <PropertyPicker
      aria-label={text.property}
      placeholder={text.allProperties}
      value={id === null ? null : { value: id, label: property.data?.name ?? "…" }}
      onChange={(option) => onChange(option?.value ?? null)}
    />
  );
}

/** The lease that a report is of. */
export function LeaseChoice({ id, onChange }: ChoiceProps) {
  const lease = useLease(id);
  return (
    <LeasePicker
      aria-label={text.lease}
      value={id === null ? null : lease.data ? leaseOption(lease.data) : { value: id, label: "…" }}
      onChange={(option) => onChange(option?.value ?? null)}
    />
  );
}
