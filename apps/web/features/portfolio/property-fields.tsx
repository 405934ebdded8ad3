"use client";

import type { PropertyDto } from "@stead/contracts/portfolio";
import { Field, FieldGrid } from "@stead/ui/field";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import { TextArea, TextInput } from "@stead/ui/text-input";
import type { ReactNode } from "react";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { countryOptions, timeZoneOptions } from "../access/places.ts";
import { CoordinateFields } from "./coordinate-fields.tsx";

export type PropertyFieldValues = Pick<
  PropertyDto,
  | "code"
  | "name"
  | "kind"
  | "addressLine"
  | "city"
  | "region"
  | "postcode"
  | "country"
  | "latitude"
  | "longitude"
  | "timeZone"
  | "notes"
>;

/** The paths whose messages stand at these fields. */
export const propertyPaths = [
  "code",
  "name",
  "kind",
  "addressLine",
  "city",
  "region",
  "postcode",
  "country",
  "latitude",
  "longitude",
  "timeZone",
  "notes",
];

const kindOptions = optionsOf(text.kinds);

export type PropertyFieldsProps = {
  values: PropertyFieldValues;
  onChange: (patch: Partial<PropertyFieldValues>) => void;
  error: unknown;
  /** A new property may leave its code to Stead. */
  isNew: boolean;
  /** Fields of the first section that only one of the two forms has. */
  children?: ReactNode;
};

/** What a property is, where it is, and the rest: for a new one and for an edit. */
export function PropertyFields({ values, onChange, error, isNew, children }: PropertyFieldsProps) {
  const wrong = (path: string) => fieldError(error, path);
  return (
    <>
      <Section title={text.sectionWhat}>
        <FieldGrid>
          <Field label={text.name} help={text.nameHelp} isRequired error={wrong("name")}>
            <TextInput
              autoFocus={isNew}
              maxLength={200}
              value={values.name}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          </Field>
          <Field
            label={text.code}
            {...(isNew && { help: text.codeHelp })}
            isRequired={!isNew}
            isOptional={isNew}
            error={wrong("code")}
          >
            <TextInput
              className="mono"
              maxLength={40}
              value={values.code}
              onChange={(event) => onChange({ code: event.target.value })}
            />
          </Field>
          <Field label={text.kind} isRequired error={wrong("kind")}>
            <Select
              options={kindOptions}
              value={values.kind}
              onChange={(event) => onChange({ kind: keyOf(text.kinds, event.target.value) ?? values.kind })}
            />
          </Field>
          {children}
        </FieldGrid>
      </Section>
      <PlaceFields values={values} onChange={onChange} wrong={wrong} />
      <Section title={text.sectionMore} hasRule>
        <div className="grid gap-4">
          <CoordinateFields
            latitude={values.latitude}
            longitude={values.longitude}
            onChange={onChange}
            error={wrong("latitude") ?? wrong("longitude")}
          />
          <Field label={text.notes} isOptional error={wrong("notes")}>
            <TextArea
              maxLength={4000}
              value={values.notes ?? ""}
              onChange={(event) => onChange({ notes: event.target.value || null })}
            />
          </Field>
        </div>
      </Section>
    </>
  );
}

type PlaceFieldsProps = Pick<PropertyFieldsProps, "values" | "onChange"> & {
  wrong: (path: string) => string | null;
};

function PlaceFields({ values, onChange, wrong }: PlaceFieldsProps) {
  return (
    <Section title={text.sectionWhere} hasRule>
      <FieldGrid>
        <Field label={text.addressLine} isRequired error={wrong("addressLine")} className="sm:col-span-2">
          <TextInput
            maxLength={200}
            autoComplete="off"
            value={values.addressLine}
            onChange={(event) => onChange({ addressLine: event.target.value })}
          />
        </Field>
        <Field label={text.city} isRequired error={wrong("city")}>
          <TextInput
            maxLength={200}
            value={values.city}
            onChange={(event) => onChange({ city: event.target.value })}
          />
        </Field>
        <Field label={text.postcode} isOptional error={wrong("postcode")}>
          <TextInput
            maxLength={20}
            value={values.postcode ?? ""}
            onChange={(event) => onChange({ postcode: event.target.value || null })}
          />
        </Field>
        <Field label={text.region} isOptional error={wrong("region")}>
          <TextInput
            maxLength={200}
            value={values.region ?? ""}
            onChange={(event) => onChange({ region: event.target.value || null })}
          />
        </Field>
        <Field label={text.country} isRequired error={wrong("country")}>
          <Select
            options={countryOptions}
            value={values.country}
            onChange={(event) => onChange({ country: event.target.value })}
          />
        </Field>
        <Field label={text.timeZone} isRequired help={text.timeZoneHelp} error={wrong("timeZone")}>
          <Select
            options={timeZoneOptions}
            value={values.timeZone}
            onChange={(event) => onChange({ timeZone: event.target.value })}
          />
        </Field>
      </FieldGrid>
    </Section>
  );
}
