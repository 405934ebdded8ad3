"use client";

import { Field, FieldGrid } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { refundForm as text } from "../../messages/en/disbursements.ts";

/** A bank account as it is typed. */
export type BankDraft = { name: string; account: string; bankCode: string; bic: string };

export const emptyBank = (name: string): BankDraft => ({ name, account: "", bankCode: "", bic: "" });

/** What is sent of it: what was left empty is nothing. */
export function bankOf({ name, account, bankCode, bic }: BankDraft) {
  const orNull = (typed: string) => (typed.trim() === "" ? null : typed.trim());
  return { name, account, bankCode: orNull(bankCode), bic: orNull(bic) };
}

export const isBankReady = ({ name, account }: BankDraft) => name.trim() !== "" && account.trim() !== "";

/** The paths of its fields under a path of the input. */
export const bankPaths = (path: string) =>
  ["name", "account", "bankCode", "bic"].map((field) => `${path}.${field}`);

type BankFieldsProps = {
  readonly bank: BankDraft;
  readonly onChange: (bank: BankDraft) => void;
  /** Where the account is in the input. */
  readonly path: string;
  readonly error: unknown;
};

/** Whose account at which bank. */
export function BankFields({ bank, onChange, path, error }: BankFieldsProps) {
  const field = (name: keyof BankDraft) => ({
    value: bank[name],
    autoComplete: "off",
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => onChange({ ...bank, [name]: event.target.value }),
  });
  const problem = (name: keyof BankDraft) => fieldError(error, `${path}.${name}`);
  return (
    <>
      <FieldGrid>
        <Field label={text.holder} isRequired error={problem("name")}>
          <TextInput {...field("name")} maxLength={70} />
        </Field>
        <Field label={text.account} isRequired error={problem("account")}>
          <TextInput {...field("account")} maxLength={60} />
        </Field>
      </FieldGrid>
      <FieldGrid>
        <Field label={text.bankCode} help={text.bankCodeHelp} isOptional error={problem("bankCode")}>
          <TextInput {...field("bankCode")} maxLength={28} />
        </Field>
        <Field label={text.bic} isOptional error={problem("bic")}>
          <TextInput {...field("bic")} maxLength={11} />
        </Field>
      </FieldGrid>
    </>
  );
}
