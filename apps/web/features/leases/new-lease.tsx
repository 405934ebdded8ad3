"use client";

import type { LeaseSuggestionDto } from "@stead/contracts/leases";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Checkbox } from "@stead/ui/checkbox";
import { FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { formatDay } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { forms } from "../../messages/en/forms.ts";
import { leaseForm as text } from "../../messages/en/leases.ts";
import {
  emptyTerms,
  itemFields,
  partyFields,
  previewInput,
  termsOfSuggestion,
  type ItemValues,
  type TermValues,
} from "./lease-form.ts";
import { LeaseItemFields } from "./lease-item-fields.tsx";
import { LeasePeopleFields, type People } from "./lease-people-fields.tsx";
import { LeasePreview } from "./lease-preview.tsx";
import { LeaseTermFields } from "./lease-term-fields.tsx";
import { shownPaths } from "./shown-paths.ts";
import { useCreateLease } from "./use-create-lease.ts";
import { useLeaseStart } from "./use-lease-start.ts";

/** A new lease: unit and tenant, suggested terms, other amounts; beside it what it charges, as it grows. */
export function NewLease() {
  const trpc = useTRPC();
  const { agency } = useSession();
  const start = useLeaseStart();
  const [people, setPeople] = useState<Partial<People>>({});
  const [edits, setEdits] = useState<Partial<TermValues>>({});
  const [items, setItems] = useState<ItemValues[]>([]);
  const [isFirstInvoiceIssued, setFirstInvoiceIssued] = useState(true);
  const who: People = { parties: [], ...start, ...people };
  const suggestion = useQuery({
    ...trpc.leases.suggest.queryOptions(
      who.unit ? { unitId: who.unit.value, contactId: who.contact?.value } : skipToken,
    ),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const suggested = who.unit === null ? undefined : suggestion.data;
  const terms: TermValues = {
    ...(suggested ? termsOfSuggestion(suggested) : emptyTerms(agency.currency)),
    ...edits,
  };
  const reasons = Object.fromEntries(
    Object.entries(suggested?.reasons ?? {}).filter(([field]) => !Object.hasOwn(edits, field)),
  );
  const { save, error, isSaving, isActivating } = useCreateLease();
  const { startOn } = terms;
  const isReady = who.unit !== null && who.contact !== null && startOn !== null && terms.rentMinor !== null;
  const submit = (isActivated: boolean) => {
    if (who.unit === null || who.contact === null || startOn === null) return;
    const { rentMinor, depositMinor, dueDay, reference, billFromOn, ...rest } = terms;
    const input = {
      ...rest,
      unitId: who.unit.value,
      contactId: who.contact.value,
      parties: partyFields(who.parties),
      startOn,
      items: itemFields(items),
      rentMinor: rentMinor ?? undefined,
      depositMinor: depositMinor ?? undefined,
      dueDay: dueDay ?? undefined,
      reference: reference.trim() || undefined,
      billFromOn: billFromOn ?? undefined,
    };
    save(input, isActivated ? { isFirstInvoiceIssued } : null);
  };
  return (
    <>
      <PageHeader title={text.newLease} />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem] xl:gap-12">
        <form
          className="grid content-start gap-6"
          onSubmit={(event) => {
            event.preventDefault();
            submit(true);
          }}
        >
          <LeasePeopleFields
            values={who}
            onChange={(patch) => setPeople((before) => ({ ...before, ...patch }))}
            error={error}
          />
          <Conflict conflict={suggested?.conflict ?? null} />
          {who.unit === null ? (
            <p className="text-ink-2">{text.chooseUnit}</p>
          ) : (
            <>
              <FormFailure error={suggestion.error} />
              <LeaseTermFields
                hasBillFrom
                values={terms}
                onChange={(patch) => setEdits((before) => ({ ...before, ...patch }))}
                error={error}
                reasons={reasons}
              />
              <Section title={text.others} description={text.othersHelp} hasRule>
                <LeaseItemFields
                  items={items}
                  onChange={setItems}
                  currency={terms.currency}
                  error={error}
                  path="items"
                />
              </Section>
            </>
          )}
          <Checkbox
            label={text.isFirstInvoiceIssued}
            help={text.isFirstInvoiceIssuedHelp}
            checked={isFirstInvoiceIssued}
            onChange={(event) => setFirstInvoiceIssued(event.target.checked)}
          />
          <FormFailure error={error} shown={shownPaths(items, who.parties)} />
          <FormActions>
            <ButtonLink href="/leases">{forms.cancel}</ButtonLink>
            <Button
              disabled={!isReady}
              isLoading={isSaving && !isActivating}
              onClick={(event) => event.currentTarget.form?.reportValidity() === true && submit(false)}
            >
              {text.saveDraft}
            </Button>
            <Button type="submit" variant="primary" disabled={!isReady} isLoading={isSaving && isActivating}>
              {text.saveAndActivate}
            </Button>
          </FormActions>
        </form>
        <div className="lg:sticky lg:top-[calc(var(--frame-top)+20px)] lg:max-h-[calc(100dvh-var(--frame-top)-40px)] lg:self-start lg:overflow-y-auto">
          <LeasePreview input={who.unit === null ? null : previewInput(terms, items)} />
        </div>
      </div>
    </>
  );
}

/** The lease that is in the way of a new one. */
function Conflict({ conflict }: Pick<LeaseSuggestionDto, "conflict">) {
  if (conflict === null) return null;
  const { leaseId, number, tenantName, endOn } = conflict;
  return (
    <Callout
      tone="warn"
      title={text.conflictTitle}
      action={
        <ButtonLink size="sm" href={`/leases/${leaseId}`}>
          {text.openLease}
        </ButtonLink>
      }
    >
      {text.conflict(tenantName, number, endOn === null ? null : formatDay(endOn))}
    </Callout>
  );
}
