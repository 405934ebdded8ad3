"use client";

import { Button, ButtonLink } from "@stead/ui/button";
import { Field, FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useSession } from "../../lib/session.tsx";
import { forms } from "../../messages/en/forms.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { PropertyFields, propertyPaths, type PropertyFieldValues } from "./property-fields.tsx";

function emptyProperty({ country, timeZone }: { country: string; timeZone: string }): PropertyFieldValues {
  return {
    code: "",
    name: "",
    kind: "multifamily",
    addressLine: "",
    city: "",
    region: null,
    postcode: null,
    country,
    latitude: null,
    longitude: null,
    timeZone,
    notes: null,
  };
}

/** Adds one property, with as many numbered units as it has. */
export function NewProperty() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const { agency } = useSession();
  const [unitCount, setUnitCount] = useState("0");
  const [values, setValues] = useState(() => emptyProperty(agency));
  const create = useMutation(
    trpc.portfolio.createProperty.mutationOptions({
      onSuccess: async (property) => {
        queryClient.setQueryData(trpc.portfolio.getProperty.queryKey({ id: property.id }), property);
        notify({ title: text.propertyAdded(property.name), tone: "good" });
        router.push(`/properties/${property.id}`);
        await invalidate("portfolio");
      },
    }),
  );
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={text.newProperty} />
      <form
        className="grid gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ ...values, code: values.code.trim() || undefined, unitCount: Number(unitCount) });
        }}
      >
        <PropertyFields
          isNew
          values={values}
          onChange={(patch) => setValues((before) => ({ ...before, ...patch }))}
          error={create.error}
        >
          <Field
            label={text.unitCount}
            help={text.unitCountHelp}
            error={fieldError(create.error, "unitCount")}
          >
            <TextInput
              type="number"
              min={0}
              max={1000}
              required
              value={unitCount}
              onChange={(event) => setUnitCount(event.target.value)}
            />
          </Field>
        </PropertyFields>
        <FormFailure error={create.error} shown={[...propertyPaths, "unitCount"]} />
        <FormActions>
          <ButtonLink href="/properties">{forms.cancel}</ButtonLink>
          <Button type="submit" variant="primary" isLoading={create.isPending}>
            {text.addProperty}
          </Button>
        </FormActions>
      </form>
    </div>
  );
}
