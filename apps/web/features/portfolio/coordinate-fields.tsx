"use client";

import { Field, FieldGrid } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { portfolio as text } from "../../messages/en/portfolio.ts";

type Coordinates = { latitude: number | null; longitude: number | null };

export type CoordinateFieldsProps = Coordinates & {
  onChange: (patch: Partial<Coordinates>) => void;
  error: string | null;
};

function read(typed: string): number | null {
  const degrees = Number(typed.trim().replace(",", "."));
  return typed.trim() === "" || Number.isNaN(degrees) ? null : degrees;
}

/** Where on the map; kept as typed until it is a number. */
export function CoordinateFields({ latitude, longitude, onChange, error }: CoordinateFieldsProps) {
  const [typedLatitude, setTypedLatitude] = useState(latitude === null ? "" : String(latitude));
  const [typedLongitude, setTypedLongitude] = useState(longitude === null ? "" : String(longitude));
  return (
    <FieldGrid>
      <Field label={text.latitude} isOptional help={text.coordinatesHelp} error={error}>
        <TextInput
          inputMode="decimal"
          value={typedLatitude}
          onChange={(event) => {
            setTypedLatitude(event.target.value);
            onChange({ latitude: read(event.target.value) });
          }}
        />
      </Field>
      <Field label={text.longitude} isOptional>
        <TextInput
          inputMode="decimal"
          value={typedLongitude}
          onChange={(event) => {
            setTypedLongitude(event.target.value);
            onChange({ longitude: read(event.target.value) });
          }}
        />
      </Field>
    </FieldGrid>
  );
}
