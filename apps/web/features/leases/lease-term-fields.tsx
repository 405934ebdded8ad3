"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useSession } from "../../lib/session.tsx";
import { leaseForm as text } from "../../messages/en/lease-form.ts";
import type { TermValues } from "./lease-form.ts";

const methods = optionsOf(text.prorationMethods);
const turns = optionsOf(text.prorateOns);
const anchors = optionsOf(text.billingAnchors);

export type LeaseTermFieldsProps = {
  values: TermValues;
  onChange: (patch: Partial<TermValues>) => void;
  error: unknown;
  /** Why each value was suggested, by field; only for fields that still have their suggested value. */
  reasons: Readonly<Record<string, string>>;
  /** Billing may start later than the lease; only when it is made. */
  hasBillFrom: boolean;
};

/** The days, the rent, and how it is charged. */
export function LeaseTermFields({ values, onChange, error, reasons, hasBillFrom }: LeaseTermFieldsProps) {
  const { today } = useSession();
  const helped = (path: keyof TermValues, otherwise?: string) => {
    const reason = reasons[path];
    const help = reason ? text.suggested(reason) : otherwise;
    return { error: fieldError(error, path), ...(help !== undefined && { help }) };
  };
  const money = { exponent: currencyExponent(values.currency), currency: values.currency };
  return (
    <Section title={text.terms} hasRule>
      <div className="grid gap-4">
        <FieldGrid>
          <Field label={text.startOn} isRequired {...helped("startOn")}>
            <DateInput today={today} value={values.startOn} onChange={(startOn) => onChange({ startOn })} />
          </Field>
          <Field label={text.endOn} isOptional {...helped("endOn", text.endOnHelp)}>
            <DateInput today={today} value={values.endOn} onChange={(endOn) => onChange({ endOn })} />
          </Field>
          <Field label={text.rent} isRequired {...helped("rentMinor")}>
            <MoneyInput
              {...money}
              valueMinor={values.rentMinor}
              onChange={(rentMinor) => onChange({ rentMinor })}
            />
          </Field>
          <Field label={text.deposit} isRequired {...helped("depositMinor")}>
            <MoneyInput
              {...money}
              valueMinor={values.depositMinor}
              onChange={(depositMinor) => onChange({ depositMinor })}
            />
          </Field>
          <Field label={text.dueDay} isRequired {...helped("dueDay", text.dueDayHelp)}>
            <TextInput
              type="number"
              min={1}
              max={31}
              value={values.dueDay ?? ""}
              onChange={(event) =>
                onChange({ dueDay: event.target.value === "" ? null : Number(event.target.value) })
              }
            />
          </Field>
          <Field label={text.proration} {...helped("prorationMethod")}>
            <Select
              options={methods}
              value={values.prorationMethod}
              onChange={(event) =>
                onChange({
                  prorationMethod: keyOf(text.prorationMethods, event.target.value) ?? values.prorationMethod,
                })
              }
            />
          </Field>
        </FieldGrid>
        <MoreTerms
          values={values}
          onChange={onChange}
          helped={helped}
          hasBillFrom={hasBillFrom}
          today={today}
        />
      </div>
    </Section>
  );
}

type MoreTermsProps = Pick<LeaseTermFieldsProps, "values" | "onChange" | "hasBillFrom"> & {
  helped: (path: keyof TermValues, otherwise?: string) => { error: string | null; help?: string };
  today: string;
};

/** What most leases leave as it is. */
function MoreTerms({ values, onChange, helped, hasBillFrom, today }: MoreTermsProps) {
  return (
    <details className="group">
      <summary className="w-fit rounded-sm font-medium text-ink-2 hover:text-ink">
        <span aria-hidden className="mr-1 inline-block transition-transform group-open:rotate-90">
          ›
        </span>
        {text.moreTerms}
      </summary>
      <div className="mt-4">
        <FieldGrid>
          <Field label={text.prorateOn} {...helped("prorateOn")}>
            <Select
              options={turns}
              value={values.prorateOn}
              onChange={(event) =>
                onChange({ prorateOn: keyOf(text.prorateOns, event.target.value) ?? values.prorateOn })
              }
            />
          </Field>
          <Field label={text.billingAnchor} {...helped("billingAnchor")}>
            <Select
              options={anchors}
              value={values.billingAnchor}
              onChange={(event) =>
                onChange({
                  billingAnchor: keyOf(text.billingAnchors, event.target.value) ?? values.billingAnchor,
                })
              }
            />
          </Field>
          <Field label={text.reference} isOptional {...helped("reference", text.referenceHelp)}>
            <TextInput
              className="mono"
              maxLength={40}
              autoComplete="off"
              value={values.reference}
              onChange={(event) => onChange({ reference: event.target.value })}
            />
          </Field>
          {hasBillFrom && (
            <Field label={text.billFromOn} isOptional {...helped("billFromOn", text.billFromOnHelp)}>
              <DateInput
                today={today}
                value={values.billFromOn}
                onChange={(billFromOn) => onChange({ billFromOn })}
              />
            </Field>
          )}
        </FieldGrid>
      </div>
    </details>
  );
}
