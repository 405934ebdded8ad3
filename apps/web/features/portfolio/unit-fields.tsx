"use client";

import type { UnitDto } from "@stead/contracts/portfolio";
import { currencyExponent } from "@stead/kernel/currencies";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";

export type UnitFieldValues = Pick<UnitDto, "label" | "kind" | "beds" | "baths" | "areaSqm" | "currency"> & {
  marketRentMinor: number | null;
};

/** The paths whose messages stand at these fields. */
export const unitPaths = ["label", "kind", "beds", "baths", "areaSqm", "marketRentMinor"];

const kindOptions = optionsOf(text.unitKinds);

export type UnitFieldsProps = {
  values: UnitFieldValues;
  onChange: (patch: Partial<UnitFieldValues>) => void;
  error: unknown;
};

function wholeNumber(typed: string): number | null {
  return typed === "" ? null : Math.trunc(Number(typed));
}

/** What a unit is and what it would be let for. */
export function UnitFields({ values, onChange, error }: UnitFieldsProps) {
  return (
    <>
      <FieldGrid>
        <Field label={text.label} help={text.labelHelp} isRequired error={fieldError(error, "label")}>
          <TextInput
            maxLength={60}
            autoComplete="off"
            value={values.label}
            onChange={(event) => onChange({ label: event.target.value })}
          />
        </Field>
        <Field label={text.kind} isRequired error={fieldError(error, "kind")}>
          <Select
            options={kindOptions}
            value={values.kind}
            onChange={(event) => onChange({ kind: keyOf(text.unitKinds, event.target.value) ?? values.kind })}
          />
        </Field>
      </FieldGrid>
      <CountFields values={values} onChange={onChange} error={error} />
      <Field
        label={text.marketRent}
        help={text.marketRentHelp}
        isRequired
        error={fieldError(error, "marketRentMinor")}
      >
        <MoneyInput
          valueMinor={values.marketRentMinor}
          onChange={(marketRentMinor) => onChange({ marketRentMinor })}
          exponent={currencyExponent(values.currency)}
          currency={values.currency}
        />
      </Field>
    </>
  );
}

/** How large it is. */
function CountFields({ values, onChange, error }: UnitFieldsProps) {
  const counts = [
    {
      path: "beds",
      label: text.beds,
      value: values.beds,
      max: 50,
      set: (beds: number | null) => onChange({ beds }),
    },
    {
      path: "baths",
      label: text.baths,
      value: values.baths,
      max: 50,
      set: (baths: number | null) => onChange({ baths }),
    },
    {
      path: "areaSqm",
      label: text.area,
      value: values.areaSqm,
      max: 1_000_000,
      after: text.areaUnit,
      set: (areaSqm: number | null) => onChange({ areaSqm }),
    },
  ];
  return (
    <FieldGrid columns={3}>
      {counts.map(({ path, label, value, max, after, set }) => (
        <Field key={path} label={label} isOptional error={fieldError(error, path)}>
          <TextInput
            type="number"
            min={0}
            max={max}
            {...(after !== undefined && { after })}
            value={value ?? ""}
            onChange={(event) => set(wholeNumber(event.target.value))}
          />
        </Field>
      ))}
    </FieldGrid>
  );
}
