"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { SkeletonForm } from "@stead/ui/skeleton";
import { notify } from "@stead/ui/toast";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { unitName } from "../../lib/unit-picker.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { forms } from "../../messages/en/forms.ts";
import { leaseForm as text, leases } from "../../messages/en/leases.ts";
import { records } from "../../messages/en/records.ts";
import {
  itemFields,
  itemsOfLease,
  partiesOfLease,
  partyFields,
  previewInput,
  type ItemValues,
  type TermValues,
} from "./lease-form.ts";
import { LeaseItemFields } from "./lease-item-fields.tsx";
import { LeasePeopleFields, type People } from "./lease-people-fields.tsx";
import { LeasePreview } from "./lease-preview.tsx";
import { LeaseTermFields } from "./lease-term-fields.tsx";
import { shownPaths } from "./shown-paths.ts";

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
      {(lease) => <DraftForm key={lease.id} lease={lease} />}
    </RecordView>
  );
}

function peopleOf(lease: LeaseDto): People {
  return {
    unit: { value: lease.unitId, label: unitName(lease) },
    contact: { value: lease.contactId, label: lease.tenantName },
    parties: partiesOfLease(lease),
  };
}

function useSaveDraft(lease: LeaseDto) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return useMutation(
    trpc.leases.updateDraft.mutationOptions({
      onSuccess: async (saved) => {
        queryClient.setQueryData(trpc.leases.get.queryKey({ id: lease.id }), saved);
        notify({ title: text.draftSaved(saved.number), tone: "good" });
        router.push(`/leases/${lease.id}`);
        await invalidate("leases");
      },
    }),
  );
}

function DraftForm({ lease }: { readonly lease: LeaseDto }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [people, setPeople] = useState(() => peopleOf(lease));
  const [terms, setTerms] = useState<TermValues>({
    ...lease,
    billFromOn: lease.billFromOn === lease.startOn ? null : lease.billFromOn,
  });
  const [items, setItems] = useState<ItemValues[]>(() => itemsOfLease(lease));
  const [version, setVersion] = useState(lease.version);
  const save = useSaveDraft(lease);
  const reload = async () => {
    const options = trpc.leases.get.queryOptions({ id: lease.id });
    setVersion((await queryClient.fetchQuery({ ...options, staleTime: 0 })).version);
    save.reset();
    notify({ title: forms.newestLoaded });
  };
  const {
    startOn,
    endOn,
    rentMinor,
    depositMinor,
    dueDay,
    prorationMethod,
    prorateOn,
    billingAnchor,
    reference,
  } = terms;
  const { unit, contact, parties } = people;
  const isReady =
    unit !== null && contact !== null && startOn !== null && rentMinor !== null && dueDay !== null;
  const submit = () => {
    if (!isReady) return;
    save.mutate({
      id: lease.id,
      version,
      unitId: unit.value,
      contactId: contact.value,
      parties: partyFields(parties),
      startOn,
      endOn,
      rentMinor,
      depositMinor: depositMinor ?? 0,
      dueDay,
      prorationMethod,
      prorateOn,
      billingAnchor,
      reference: reference.trim() || undefined,
      items: itemFields(items),
    });
  };
  return (
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
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem] xl:gap-12">
        <form
          className="grid content-start gap-6"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <LeasePeopleFields
            values={people}
            onChange={(patch) => setPeople((before) => ({ ...before, ...patch }))}
            error={save.error}
          />
          <LeaseTermFields
            hasBillFrom={false}
            reasons={{}}
            values={terms}
            onChange={(patch) => setTerms((before) => ({ ...before, ...patch }))}
            error={save.error}
          />
          <Section title={text.others} description={text.othersHelp} hasRule>
            <LeaseItemFields
              items={items}
              onChange={setItems}
              currency={terms.currency}
              error={save.error}
              path="items"
            />
          </Section>
          <FormFailure error={save.error} shown={shownPaths(items, parties)} onReload={() => void reload()} />
          <FormActions>
            <ButtonLink href={`/leases/${lease.id}`}>{forms.cancel}</ButtonLink>
            <Button type="submit" variant="primary" disabled={!isReady} isLoading={save.isPending}>
              {text.saveDraftChanges}
            </Button>
          </FormActions>
        </form>
        <div className="lg:sticky lg:top-[calc(var(--frame-top)+20px)] lg:max-h-[calc(100dvh-var(--frame-top)-40px)] lg:self-start lg:overflow-y-auto">
          <LeasePreview input={previewInput(terms, items)} />
        </div>
      </div>
    </>
  );
}
