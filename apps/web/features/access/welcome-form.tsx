"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
import { FirstPropertyForm } from "./first-property-form.tsx";
import { ChoiceField } from "./place-fields.tsx";
import { countryOptions, currencyOptions, guessPlace, timeZoneOptions } from "./places.ts";

/** The first page of a person without an agency: makes one, then its first property. */
export function WelcomeForm() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [place] = useState(guessPlace);
  const [name, setName] = useState("");
  const [country, setCountry] = useState(place.country);
  const [currency, setCurrency] = useState(place.currency);
  const [timeZone, setTimeZone] = useState(place.timeZone);
  const [isMade, setMade] = useState(false);
  const create = useMutation(
    trpc.access.createAgency.mutationOptions({
      onSuccess: async () => {
        setMade(true);
        await queryClient.invalidateQueries();
      },
    }),
  );
  const failure = create.error ? viewError(create.error) : null;
  if (isMade) return <FirstPropertyForm country={country} onDone={() => router.replace("/dashboard")} />;
  return (
    <AccessCard title={text.welcomeTitle} help={text.welcomeHelp}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ name, country, currency, timeZone });
        }}
      >
        {failure && failure.fields.size === 0 && <Callout tone="bad">{failure.message}</Callout>}
        <Field label={text.agencyName} isRequired error={failure?.fields.get("name")}>
          <TextInput
            autoFocus
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <ChoiceField
          label={text.country}
          error={failure?.fields.get("country")}
          options={countryOptions}
          value={country}
          onChange={setCountry}
        />
        <ChoiceField
          label={text.currency}
          error={failure?.fields.get("currency")}
          options={currencyOptions}
          value={currency}
          onChange={setCurrency}
        />
        <ChoiceField
          label={text.timeZone}
          help={text.timeZoneHelp}
          error={failure?.fields.get("timeZone")}
          options={timeZoneOptions}
          value={timeZone}
          onChange={setTimeZone}
        />
        <Button type="submit" variant="primary" isLoading={create.isPending}>
          {text.create}
        </Button>
      </form>
    </AccessCard>
  );
}
