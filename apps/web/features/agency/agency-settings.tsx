"use client";

import type { AgencyDto, AgencyPolicies } from "@stead/contracts/agency";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { ErrorState } from "@stead/ui/error-state";
import { Field, FieldGrid, FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { SkeletonForm } from "@stead/ui/skeleton";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useCan } from "../../lib/session.tsx";
import { settings as text } from "../../messages/en/settings.ts";
import { ChoiceField } from "../access/place-fields.tsx";
import { countryOptions, currencyOptions, timeZoneOptions } from "../access/places.ts";
import { PortalLink } from "../portal/portal-link.tsx";
import { PolicyFields } from "./policy-fields.tsx";

export function AgencySettings() {
  const trpc = useTRPC();
  const query = useQuery(trpc.agency.get.queryOptions());
  if (query.error && !query.data) {
    const failure = viewError(query.error);
    return (
      <ErrorState
        title={failure.title}
        requestId={failure.requestId}
        onRetry={() => void query.refetch()}
        isRetrying={query.isFetching}
      >
        {failure.message}
      </ErrorState>
    );
  }
  if (!query.data) return <SkeletonForm fields={6} />;
  return (
    <>
      <AgencyForm key={query.data.version} agency={query.data} onStale={() => void query.refetch()} />
      <PortalLink />
    </>
  );
}

function AgencyForm({ agency, onStale }: { readonly agency: AgencyDto; readonly onStale: () => void }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const canWrite = useCan("agency:write");
  const [name, setName] = useState(agency.name);
  const [currency, setCurrency] = useState(agency.currency);
  const [timeZone, setTimeZone] = useState(agency.timeZone);
  const [country, setCountry] = useState(agency.country);
  const [policies, setPolicies] = useState<AgencyPolicies>(agency.policies);
  const save = useMutation(
    trpc.agency.update.mutationOptions({
      onSuccess: async () => {
        notify({ title: text.saved, tone: "good" });
        await invalidate("agency");
      },
      onError: (error) => viewError(error).code === "CONFLICT" && onStale(),
    }),
  );
  const failure = save.error ? viewError(save.error) : null;
  return (
    <form
      className="max-w-3xl"
      onSubmit={(event) => {
        event.preventDefault();
        const changed = agency.canChangeCurrency && currency !== agency.currency ? { currency } : {};
        save.mutate({ version: agency.version, name, timeZone, country, policies, ...changed });
      }}
    >
      <PageHeader title={text.agencyTitle} />
      <fieldset disabled={!canWrite} className="grid gap-6">
        {failure && failure.fields.size === 0 && (
          <Callout tone="bad">{failure.code === "CONFLICT" ? text.conflict : failure.message}</Callout>
        )}
        <FieldGrid>
          <Field label={text.name} isRequired error={failure?.fields.get("name")}>
            <TextInput
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <ChoiceField
            label={text.currency}
            help={agency.canChangeCurrency ? undefined : text.currencyFixed}
            error={failure?.fields.get("currency")}
            options={currencyOptions}
            value={currency}
            isFixed={!agency.canChangeCurrency}
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
          <ChoiceField
            label={text.country}
            help={text.countryHelp}
            error={failure?.fields.get("country")}
            options={countryOptions}
            value={country}
            onChange={setCountry}
          />
        </FieldGrid>
        <Section title={text.policies} description={text.policiesHelp}>
          <PolicyFields
            policies={policies}
            currency={currency}
            onChange={setPolicies}
            errors={failure?.fields}
          />
        </Section>
        {canWrite && (
          <FormActions>
            <Button type="submit" variant="primary" isLoading={save.isPending}>
              {text.save}
            </Button>
          </FormActions>
        )}
      </fieldset>
    </form>
  );
}
