"use client";

import type { RailSetting } from "@stead/contracts/rails";
import { Field } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { forms } from "../../messages/en/forms.ts";
import { rails as text } from "../../messages/en/rails.ts";

type SettingFieldProps = {
  readonly setting: RailSetting;
  /** The value that is saved, or the hint of a secret. */
  readonly kept: string | null;
  /** What was typed; undefined while nothing was. */
  readonly typed: string | undefined;
  readonly error: string | null;
  readonly onType: (value: string) => void;
};

/** One setting of an account as its rail describes it. A secret that is kept shows as a hint and stays when left empty. */
export function RailSettingField({ setting, kept, typed, error, onType }: SettingFieldProps) {
  const { label, help, isSecret, isRequired } = setting;
  const isKept = isSecret && kept !== null && kept !== "";
  return (
    <Field
      label={label}
      help={isKept ? `${help} ${text.keepSecret(kept)}` : help}
      {...(isRequired ? { isRequired } : { isOptional: true })}
      error={error}
    >
      <SettingControl setting={setting} value={typed ?? (isSecret ? "" : (kept ?? ""))} onType={onType} />
    </Field>
  );
}

type ControlProps = Pick<SettingFieldProps, "setting" | "onType"> & { readonly value: string };

function SettingControl({ setting: { name, choices, isSecret }, value, onType }: ControlProps) {
  if (choices !== undefined) {
    return (
      <Select
        placeholder={forms.choose}
        options={choices.map((choice) => ({ value: choice, label: text.choices[choice] ?? choice }))}
        value={value}
        onChange={(event) => onType(event.target.value)}
      />
    );
  }
  const isLong = name === "certificate";
  if (isLong)
    return (
      <TextArea rows={4} className="mono" value={value} onChange={(event) => onType(event.target.value)} />
    );
  return (
    <TextInput
      type={isSecret ? "password" : "text"}
      autoComplete={isSecret ? "new-password" : "off"}
      spellCheck={false}
      value={value}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
