"use client";

import type { LeaseSuggestionDto } from "@stead/contracts/leases";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Checkbox } from "@stead/ui/checkbox";
import { FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { useState } from "react";
import { FormFailure } from "../../lib/form-failure.tsx";
import { formatDay } from "../../lib/format.ts";
import { forms } from "../../messages/en/forms.ts";
import { leaseForm as text } from "../../messages/en/lease-form.ts";
import { LeaseFormLayout } from "./lease-form-layout.tsx";
import { previewInput } from "./lease-form.ts";
import { LeaseItemFields } from "./lease-item-fields.tsx";
import { LeasePeopleFields } from "./lease-people-fields.tsx";
import { LeaseTermFields } from "./lease-term-fields.tsx";
import { shownPaths } from "./shown-paths.ts";
import { useCreateLease } from "./use-create-lease.ts";
import { useNewLease } from "./use-new-lease.ts";

/** A new lease: unit and tenant, suggested terms, other amounts; beside it what it charges, as it grows. */
export function NewLease() {
  const form = useNewLease();
  const { save, error, isSaving, isActivating } = useCreateLease();
  const [isFirstInvoiceIssued, setFirstInvoiceIssued] = useState(true);
  const { people, terms, items, input } = form;
  const hasUnit = people.unit !== null;
  return (
    <>
      <PageHeader title={text.newLease} />
      <LeaseFormLayout
        preview={hasUnit ? previewInput(terms, items) : null}
        onSubmit={() => input && save(input, { isFirstInvoiceIssued })}
      >
        <LeasePeopleFields values={people} onChange={form.setPeople} error={error} />
        <Conflict conflict={form.conflict} />
        {hasUnit ? (
          <TermsAndItems form={form} error={error} />
        ) : (
          <p className="text-ink-2">{text.chooseUnit}</p>
        )}
        <Checkbox
          label={text.isFirstInvoiceIssued}
          help={text.isFirstInvoiceIssuedHelp}
          checked={isFirstInvoiceIssued}
          onChange={(event) => setFirstInvoiceIssued(event.target.checked)}
        />
        <FormFailure error={error} shown={shownPaths(items, people.parties)} />
        <FormActions>
          <ButtonLink href="/leases">{forms.cancel}</ButtonLink>
          <Button
            disabled={input === null}
            isLoading={isSaving && !isActivating}
            onClick={(event) =>
              input && event.currentTarget.form?.reportValidity() === true && save(input, null)
            }
          >
            {text.saveDraft}
          </Button>
          <Button
            type="submit"
            variant="primary"
            disabled={input === null}
            isLoading={isSaving && isActivating}
          >
            {text.saveAndActivate}
          </Button>
        </FormActions>
      </LeaseFormLayout>
    </>
  );
}

type TermsAndItemsProps = { form: ReturnType<typeof useNewLease>; error: unknown };

/** What is suggested once the unit is known, to be changed at will. */
function TermsAndItems({ form, error }: TermsAndItemsProps) {
  const { terms, setTerms, items, setItems, reasons, suggestionError } = form;
  return (
    <>
      <FormFailure error={suggestionError} />
      <LeaseTermFields hasBillFrom values={terms} onChange={setTerms} error={error} reasons={reasons} />
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
