import { Field } from "@stead/ui/field";
import { Select } from "@stead/ui/select";

type ChoiceFieldProps = {
  readonly label: string;
  readonly options: readonly { value: string; label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly isFixed?: boolean;
};

/** One of a long list: a country, a currency, a time zone. */
export function ChoiceField({
  label,
  options,
  value,
  onChange,
  help,
  error,
  isFixed = false,
}: ChoiceFieldProps) {
  return (
    <Field label={label} isRequired help={help} error={error}>
      <Select
        options={options}
        value={value}
        disabled={isFixed}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
