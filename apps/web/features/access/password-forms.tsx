"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { TextLink } from "@stead/ui/link";
import { TextInput } from "@stead/ui/text-input";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { requestPasswordReset, resetPassword } from "../../lib/auth.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
import { useAuthStep } from "./use-auth-step.ts";

/** Asks for the link. The answer is the same whether or not the address has an account. */
export function ForgotPasswordForm() {
  const { isRunning, problem, run } = useAuthStep();
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  const submit = () =>
    run(async () => {
      await requestPasswordReset({ email: email.trim() });
      setSent(true);
    });
  return (
    <AccessCard
      title={text.forgotTitle}
      help={text.forgotHelp}
      footer={<TextLink href="/sign-in">{text.back}</TextLink>}
    >
      {isSent ? (
        <Callout tone="good">{text.linkSent}</Callout>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {problem && <Callout tone="bad">{problem}</Callout>}
          <Field label={text.email} isRequired>
            <TextInput
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <Button type="submit" variant="primary" isLoading={isRunning}>
            {text.sendLink}
          </Button>
        </form>
      )}
    </AccessCard>
  );
}

export function ResetPasswordForm() {
  const router = useRouter();
  const token = useSearchParams().get("token");
  const { isRunning, problem, run } = useAuthStep();
  const [password, setPassword] = useState("");
  const submit = () =>
    run(async () => {
      await resetPassword({ token: token ?? "", newPassword: password });
      router.replace("/sign-in?notice=password");
    });
  return (
    <AccessCard title={text.resetTitle} footer={<TextLink href="/forgot-password">{text.sendLink}</TextLink>}>
      {token === null ? (
        <Callout tone="warn">{text.linkMissing}</Callout>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {problem && <Callout tone="bad">{problem}</Callout>}
          <Field label={text.newPassword} isRequired help={text.passwordHelp}>
            <TextInput
              type="password"
              name="password"
              autoComplete="new-password"
              autoFocus
              required
              minLength={10}
              maxLength={200}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Field>
          <Button type="submit" variant="primary" isLoading={isRunning}>
            {text.savePassword}
          </Button>
        </form>
      )}
    </AccessCard>
  );
}
