"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { SkeletonForm } from "@stead/ui/skeleton";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { RecordView } from "../../lib/record-view.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { forms } from "../../messages/en/forms.ts";
import { leaseForm as text } from "../../messages/en/lease-form.ts";
import { leases } from "../../messages/en/leases.ts";
import { records } from "../../messages/en/records.ts";
import { LeaseFormLayout } from "./lease-form-layout.tsx";
import { previewInput } from "./lease-form.ts";
import { LeaseItemFields } from "./lease-item-fields.tsx";
import { LeasePeopleFields } from "./lease-people-fields.tsx";
import { LeaseTermFields } from "./lease-term-fields.tsx";
import { shownPaths } from "./shown-paths.ts";
import { useDraft } from "./use-draft.ts";

/** The form over a draft. */
export function EditDraft() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery(trpc.leases.get.queryOptions(id ? { id } : skipToken));
  return (
    <RecordView
      query={query}
      back={{ href: "/leases", label: leases.allLeases }}
      skeleton={<SkeletonForm fields={8} />}
    >
      {(lease) => (
        <>
          <PageHeader
            title={text.editDraft}
            above={
              <Breadcrumbs
                label={records.where}
                crumbs={[
                  { label: leases.leases, href: "/leases" },
                  { label: `#${lease.number}`, href: `/leases/${lease.id}` },
                  { label: forms.edit },
                ]}
              />
            }
          />
          <DraftForm key={lease.id} lease={lease} />
        </>
      )}
    </RecordView>
  );
}

function DraftForm({ lease }: { readonly lease: LeaseDto }) {
  const { values, set, isReady, submit, error, isSaving, reload } = useDraft(lease);
  const { items, parties, currency } = values;
  return (
    <LeaseFormLayout preview={previewInput(values, items)} onSubmit={() => isReady && submit()}>
      <LeasePeopleFields values={values} onChange={set} error={error} />
      <LeaseTermFields hasBillFrom={false} reasons={{}} values={values} onChange={set} error={error} />
      <Section title={text.others} description={text.othersHelp} hasRule>
        <LeaseItemFields
          items={items}
          onChange={(next) => set({ items: next })}
          currency={currency}
          error={error}
          path="items"
        />
      </Section>
      <FormFailure error={error} shown={shownPaths(items, parties)} onReload={reload} />
      <FormActions>
        <ButtonLink href={`/leases/${lease.id}`}>{forms.cancel}</ButtonLink>
        <Button type="submit" variant="primary" disabled={!isReady} isLoading={isSaving}>
          {text.saveDraftChanges}
        </Button>
      </FormActions>
    </LeaseFormLayout>
  );
}
