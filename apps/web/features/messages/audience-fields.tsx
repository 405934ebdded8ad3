import { currencyExponent } from "@stead/kernel/currencies";
import { Button } from "@stead/ui/button";
import { Checkbox } from "@stead/ui/checkbox";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldError, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import X from "lucide-react/icons/x";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { PropertyPicker } from "../../lib/property-picker.tsx";
import { forms } from "../../messages/en/forms.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { portfolio } from "../../messages/en/portfolio.ts";
import { currencyOptions } from "../access/places.ts";
import { audienceStatuses } from "./audience.ts";
import type { BroadcastDraft } from "./broadcast-draft.ts";

export type DraftProps = {
  readonly draft: BroadcastDraft;
  readonly set: (change: Partial<BroadcastDraft>) => void;
  /** What the last save or preview was refused for. */
  readonly error: unknown;
};

/** Which tenants get it: all conditions hold together. */
export function AudienceFields({ draft, set, error }: DraftProps) {
  return (
    <Section title={text.who} className="mt-8">
      <div className="grid gap-5">
        <Choices
          legend={text.leaseStatus}
          names={audienceStatuses}
          chosen={draft.leaseStatuses}
          onChange={(leaseStatuses) => set({ leaseStatuses })}
          error={fieldError(error, "filter.leaseStatuses")}
        />
        <Properties draft={draft} set={set} />
        <Field
          label={text.cities}
          help={text.citiesHelp}
          isOptional
          error={fieldError(error, "filter.cities")}
        >
          <TextInput value={draft.cities} onChange={({ target }) => set({ cities: target.value })} />
        </Field>
        <Choices
          legend={text.unitKinds}
          names={portfolio.unitKinds}
          chosen={draft.unitKinds}
          onChange={(unitKinds) => set({ unitKinds })}
          error={null}
        />
        <FieldGrid>
          <DebtFields draft={draft} set={set} error={error} />
          <DayFields draft={draft} set={set} error={error} />
        </FieldGrid>
      </div>
    </Section>
  );
}

type ChoicesProps<Key extends string> = {
  readonly legend: string;
  readonly names: Readonly<Record<Key, string>>;
  readonly chosen: readonly Key[];
  readonly onChange: (chosen: Key[]) => void;
  readonly error: string | null;
};

function Choices<Key extends string>({ legend, names, chosen, onChange, error }: ChoicesProps<Key>) {
  const keys = Object.keys(names).flatMap((key) => keyOf(names, key) ?? []);
  return (
    <fieldset>
      <legend className="mb-2 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {keys.map((key) => (
          <Checkbox
            key={key}
            label={names[key]}
            checked={chosen.includes(key)}
            onChange={({ target }) =>
              onChange(keys.filter((each) => (each === key ? target.checked : chosen.includes(each))))
            }
          />
        ))}
      </div>
      {error && <FieldError>{error}</FieldError>}
    </fieldset>
  );
}

function Properties({ draft: { properties }, set }: Omit<DraftProps, "error">) {
  return (
    <div className="grid gap-2">
      <Field label={text.properties} isOptional>
        <PropertyPicker
          key={properties.length}
          value={null}
          onChange={(option) => {
            if (option && !properties.some(({ id }) => id === option.value))
              set({ properties: [...properties, { id: option.value, name: option.label }] });
          }}
        />
      </Field>
      {properties.length > 0 && (
        <ul className="flex flex-wrap gap-2" aria-label={text.properties}>
          {properties.map(({ id, name }) => (
            <li key={id}>
              <Button
                size="sm"
                icon={<X />}
                aria-label={`${forms.remove} ${name}`}
                onClick={() => set({ properties: properties.filter((each) => each.id !== id) })}
              >
                {name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function DebtFields({ draft, set, error }: DraftProps) {
  return (
    <>
      <Field
        label={text.minDaysOverdue}
        isOptional
        className="sm:col-span-2"
        error={fieldError(error, "filter.minDaysOverdue")}
      >
        <CountInput value={draft.minDaysOverdue} onChange={(minDaysOverdue) => set({ minDaysOverdue })} />
      </Field>
      <Field label={text.minBalance} isOptional error={fieldError(error, "filter.minBalance.amountMinor")}>
        <MoneyInput
          valueMinor={draft.minBalanceMinor}
          exponent={currencyExponent(draft.balanceCurrency)}
          onChange={(minBalanceMinor) => set({ minBalanceMinor })}
        />
      </Field>
      <Field label={text.balanceCurrency} help={text.balanceCurrencyHelp}>
        <Select
          options={currencyOptions}
          value={draft.balanceCurrency}
          onChange={({ target }) => set({ balanceCurrency: target.value })}
        />
      </Field>
    </>
  );
}

function DayFields({ draft, set, error }: DraftProps) {
  return (["startsFrom", "startsTo", "endsFrom", "endsBefore"] as const).map((day) => (
    <Field key={day} label={text[day]} isOptional error={fieldError(error, `filter.${day}`)}>
      <DateInput value={draft[day]} onChange={(date) => set({ [day]: date })} />
    </Field>
  ));
}

/** A whole number from 1 up, or nothing. */
export function CountInput({
  value,
  onChange,
}: {
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}) {
  return (
    <TextInput
      type="number"
      min={1}
      step={1}
      value={value ?? ""}
      onChange={({ target }) => onChange(target.value === "" ? null : Number(target.value))}
    />
  );
}
