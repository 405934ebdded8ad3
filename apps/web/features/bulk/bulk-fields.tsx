"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { Checkbox } from "@stead/ui/checkbox";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { PercentInput } from "../../lib/percent-input.tsx";
import { useSession } from "../../lib/session.tsx";
import { bulk as text } from "../../messages/en/bulk.ts";
import type { BulkKind } from "./bulk-kinds.ts";
import type { BulkForm } from "./bulk-request.ts";

type Props = {
  readonly kind: BulkKind;
  readonly form: BulkForm;
  readonly onChange: (change: Partial<BulkForm>) => void;
};

/** What has to be said for a change of this kind. */
export function BulkFields(props: Props) {
  switch (props.kind) {
    case "contacts.archive":
    case "contacts.restore":
    case "messages.send_again":
    case "messages.it_arrived":
      return null;
    case "contacts.add_role":
    case "contacts.remove_role":
      return <RoleField {...props} />;
    case "leases.give_notice":
      return <NoticeFields {...props} />;
    case "leases.change_rent":
      return <RentFields {...props} />;
    case "leases.end":
      return <EndFields {...props} />;
    case "leases.charge":
      return <ChargeFields {...props} />;
    case "invoices.credit":
    case "invoices.write_off":
      return <ReasonField {...props} />;
  }
}

function DayField({ label, form, onChange }: Props & { readonly label: string }) {
  const { today } = useSession();
  return (
    <Field label={label} isRequired>
      <DateInput today={today} value={form.on} onChange={(on) => onChange({ on })} />
    </Field>
  );
}

function ReasonField({ form, onChange }: Props) {
  return (
    <Field label={text.reason} isRequired>
      <TextInput
        maxLength={200}
        value={form.reason}
        onChange={({ target }) => onChange({ reason: target.value })}
      />
    </Field>
  );
}

function RoleField({ form, onChange }: Props) {
  return (
    <Field label={text.role}>
      <Select
        value={form.role}
        options={optionsOf(text.roles)}
        onChange={({ target }) => onChange({ role: keyOf(text.roles, target.value) ?? form.role })}
      />
    </Field>
  );
}

function NoticeFields(props: Props) {
  const { today } = useSession();
  const { form, onChange } = props;
  return (
    <FieldGrid>
      <DayField {...props} label={text.noticeOn} />
      <Field label={text.moveOutOn} isRequired>
        <DateInput today={today} value={form.moveOutOn} onChange={(moveOutOn) => onChange({ moveOutOn })} />
      </Field>
    </FieldGrid>
  );
}

function RentFields(props: Props) {
  const { form, onChange } = props;
  return (
    <>
      <FieldGrid>
        <Field label={text.direction}>
          <Select
            value={form.direction}
            options={optionsOf(text.directions)}
            onChange={({ target }) =>
              onChange({ direction: keyOf(text.directions, target.value) ?? form.direction })
            }
          />
        </Field>
        <Field label={text.change} help={text.changeHint} isRequired>
          <PercentInput valuePpm={form.changePpm} onChange={(changePpm) => onChange({ changePpm })} />
        </Field>
      </FieldGrid>
      <DayField {...props} label={text.effectiveOn} />
      <ReasonField {...props} />
    </>
  );
}

function EndFields(props: Props) {
  const { form, onChange } = props;
  return (
    <>
      <DayField {...props} label={text.endedOn} />
      <Checkbox
        label={text.isDepositApplied}
        checked={form.isDepositApplied}
        onChange={({ target }) => onChange({ isDepositApplied: target.checked })}
      />
    </>
  );
}

function ChargeFields(props: Props) {
  const { agency } = useSession();
  const { form, onChange } = props;
  return (
    <>
      <Field label={text.description} isRequired>
        <TextInput
          maxLength={200}
          value={form.description}
          onChange={({ target }) => onChange({ description: target.value })}
        />
      </Field>
      <FieldGrid>
        <Field label={text.chargeKind}>
          <Select
            value={form.chargeKind}
            options={optionsOf(text.chargeKinds)}
            onChange={({ target }) =>
              onChange({ chargeKind: keyOf(text.chargeKinds, target.value) ?? form.chargeKind })
            }
          />
        </Field>
        <Field label={text.amount} isRequired>
          <MoneyInput
            valueMinor={form.amountMinor}
            exponent={currencyExponent(agency.currency)}
            currency={agency.currency}
            onChange={(amountMinor) => onChange({ amountMinor })}
          />
        </Field>
        <DayField {...props} label={text.dueOn} />
      </FieldGrid>
    </>
  );
}
