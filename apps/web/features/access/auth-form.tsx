import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import type { ReactNode } from "react";
import { access as text } from "../../messages/en/access.ts";

type AuthFormProps = {
  readonly submitLabel: string;
  readonly isRunning: boolean;
  readonly problem: string | null;
  readonly onSubmit: () => Promise<void>;
  readonly children: ReactNode;
};

/** A step of signing in: its fields, what went wrong above them, its one button. */
export function AuthForm({ submitLabel, isRunning, problem, onSubmit, children }: AuthFormProps) {
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {problem && <Callout tone="bad">{problem}</Callout>}
      {children}
      <Button type="submit" variant="primary" isLoading={isRunning}>
        {submitLabel}
      </Button>
    </form>
  );
}

type TextFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isFirst?: boolean;
};

/** The address somebody signs in with. */
export function EmailField({ value, onChange, isFirst = false }: TextFieldProps) {
  return (
    <Field label={text.email} isRequired>
      <TextInput
        type="email"
        name="email"
        autoComplete="username"
        autoFocus={isFirst}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** A password that is chosen now. */
export function NewPasswordField({
  label,
  value,
  onChange,
  isFirst = false,
}: TextFieldProps & { readonly label: string }) {
  return (
    <Field label={label} isRequired help={text.passwordHelp}>
      <TextInput
        type="password"
        name="password"
        autoComplete="new-password"
        autoFocus={isFirst}
        required
        minLength={10}
        maxLength={200}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
