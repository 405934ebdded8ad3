"use client";

import type { PropertyDto } from "@stead/contracts/portfolio";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { SkeletonForm } from "@stead/ui/skeleton";
import { notify } from "@stead/ui/toast";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useEdits } from "../../lib/use-edits.ts";
import { useRecordId } from "../../lib/use-record-id.ts";
import { forms } from "../../messages/en/forms.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { records } from "../../messages/en/records.ts";
import { PropertyFields, propertyPaths } from "./property-fields.tsx";

/** The form over a property that exists. */
export function EditProperty() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery(trpc.portfolio.getProperty.queryOptions(id ? { id } : skipToken));
  return (
    <div className="mx-auto max-w-3xl">
      <RecordView
        query={query}
        back={{ href: "/properties", label: text.allProperties }}
        skeleton={<SkeletonForm fields={8} />}
      >
        {(property) => <EditForm key={property.id} property={property} />}
      </RecordView>
    </div>
  );
}

function EditForm({ property }: { readonly property: PropertyDto }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const { values, changed, isChanged, set, rebase } = useEdits(property);
  const href = `/properties/${property.id}`;
  const queryOptions = trpc.portfolio.getProperty.queryOptions({ id: property.id });
  const save = useMutation(
    trpc.portfolio.updateProperty.mutationOptions({
      onSuccess: async (saved) => {
        queryClient.setQueryData(queryOptions.queryKey, saved);
        notify({ title: text.propertySaved, tone: "good" });
        router.push(href);
        await invalidate("portfolio");
      },
    }),
  );
  const reload = useMutation({
    mutationFn: () => queryClient.fetchQuery({ ...queryOptions, staleTime: 0 }),
    onSuccess: (newest) => {
      rebase(newest);
      save.reset();
      notify({ title: forms.newestLoaded });
    },
  });
  return (
    <>
      <PageHeader
        title={text.editProperty}
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[
              { label: text.properties, href: "/properties" },
              { label: property.name, href },
              { label: forms.edit },
            ]}
          />
        }
      />
      <form
        className="grid gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) save.mutate({ ...changed, id: property.id, version: values.version });
          else router.push(href);
        }}
      >
        <PropertyFields isNew={false} values={values} onChange={set} error={save.error} />
        <FormFailure
          error={save.error}
          shown={propertyPaths}
          onReload={() => reload.mutate()}
          isReloading={reload.isPending}
        />
        <FormActions>
          <ButtonLink href={href}>{forms.cancel}</ButtonLink>
          <Button type="submit" variant="primary" isLoading={save.isPending}>
            {forms.save}
          </Button>
        </FormActions>
      </form>
    </>
  );
}
