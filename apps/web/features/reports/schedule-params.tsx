"use client";

import type { ReportParam, ScheduledParams } from "@stead/contracts/reports";
import { Field, FieldGrid } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { oneOf } from "../../lib/list-state.ts";
import { useSession } from "../../lib/session.tsx";
import { reports as text } from "../../messages/en/reports.ts";
import { currencyOptions } from "../access/places.ts";
import { LeaseChoice, PropertyChoice } from "./record-choices.tsx";
import { chosenOf } from "./schedule-form.ts";

type Props = {
  /** What the report can be narrowed by. */
  readonly takes: readonly ReportParam[];
  readonly params: ScheduledParams;
  readonly onChange: (params: ScheduledParams) => void;
};

/** What a report that is sent again and again is narrowed to: a property, a currency, a lease. */
export function ScheduleParams({ takes, params, onChange }: Props) {
  const { propertyId, currency, by, leaseId } = params;
  // What is not chosen is left out: the contract knows no null.
  const set = (edit: { [Key in keyof ScheduledParams]: ScheduledParams[Key] | null }) =>
    onChange(chosenOf({ propertyId, currency, by, leaseId, ...edit }));
  return (
    <FieldGrid columns={2}>
      {takes.includes("leaseId") && (
        <Field label={text.lease} isRequired>
          <LeaseChoice id={leaseId ?? null} onChange={(id) => set({ leaseId: id })} />
        </Field>
      )}
      {takes.includes("propertyId") && (
        <Field label={text.property}>
          <PropertyChoice id={propertyId ?? null} onChange={(id) => set({ propertyId: id })} />
        </Field>
      )}
      {takes.includes("currency") && (
        <CurrencyField currency={currency ?? null} onChange={(code) => set({ currency: code })} />
      )}
      {takes.includes("by") && (
        <Field label={text.rowFor}>
          <Select
            value={by ?? "month"}
            options={[
              { value: "month", label: text.byMonth },
              { value: "property", label: text.byProperty },
            ]}
            onChange={({ target }) => set({ by: oneOf(["month", "property"], target.value) })}
          />
        </Field>
      )}
    </FieldGrid>
  );
}

type CurrencyProps = {
  readonly currency: string | null;
  readonly onChange: (currency: string | null) => void;
};

/** The agency's own currency stands first, behind all of them. */
function CurrencyField({ currency, onChange }: CurrencyProps) {
  const { agency } = useSession();
  const options = [
    { value: "", label: text.anyCurrency },
    ...currencyOptions.toSorted(
      (one, other) => Number(other.value === agency.currency) - Number(one.value === agency.currency),
    ),
  ];
  return (
    <Field label={text.currency}>
      <Select
        value={currency ?? ""}
        options={options}
        onChange={({ target }) => onChange(target.value || null)}
      />
    </Field>
  );
}
