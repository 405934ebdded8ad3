"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";

export function FirstPropertyForm({
  country,
  onDone,
}: {
  readonly country: string;
  readonly onDone: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [addressLine, setAddressLine] = useState("");
  const [city, setCity] = useState("");
  const [units, setUnits] = useState("1");
  const create = useMutation(
    trpc.portfolio.createProperty.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries();
        onDone();
      },
    }),
  );
  const failure = create.error ? viewError(create.error) : null;
  return (
    <AccessCard title={text.firstProperty} help={text.firstPropertyHelp}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ name, kind: "multifamily", addressLine, city, country, unitCount: Number(units) });
        }}
      >
        {failure && failure.fields.size === 0 && <Callout tone="bad">{failure.message}</Callout>}
        <Field label={text.propertyName} isRequired error={failure?.fields.get("name")}>
          <TextInput
            autoFocus
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={text.propertyAddress} isRequired error={failure?.fields.get("addressLine")}>
          <TextInput
            required
            maxLength={200}
            value={addressLine}
            onChange={(event) => setAddressLine(event.target.value)}
          />
        </Field>
        <Field label={text.propertyCity} isRequired error={failure?.fields.get("city")}>
          <TextInput
            required
            maxLength={200}
            value={city}
            onChange={(event) => setCity(event.target.value)}
          />
        </Field>
        <Field label={text.propertyUnits} error={failure?.fields.get("unitCount")}>
          <TextInput
            type="number"
            min={0}
            max={1000}
            value={units}
            onChange={(event) => setUnits(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" isLoading={create.isPending}>
          {text.addProperty}
        </Button>
        <Button type="button" variant="quiet" onClick={onDone}>
          {text.skip}
        </Button>
      </form>
    </AccessCard>
  );
}
