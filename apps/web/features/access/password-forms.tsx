"use client";

import { Callout } from "@stead/ui/callout";
import { TextLink } from "@stead/ui/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { requestPasswordReset, resetPassword } from "../../lib/auth.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
import { AuthForm, EmailField, NewPasswordField } from "./auth-form.tsx";
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
        <AuthForm submitLabel={text.sendLink} isRunning={isRunning} problem={problem} onSubmit={submit}>
          <EmailField value={email} onChange={setEmail} isFirst />
        </AuthForm>
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
        <AuthForm submitLabel={text.savePassword} isRunning={isRunning} problem={problem} onSubmit={submit}>
          <NewPasswordField label={text.newPassword} value={password} onChange={setPassword} isFirst />
        </AuthForm>
      )}
    </AccessCard>
  );
}
