"use client";

import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { TextLink } from "@stead/ui/link";
import { TextInput } from "@stead/ui/text-input";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { signIn } from "../../lib/auth.ts";
import { forgetAnswers } from "../../lib/forget-answers.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
import { AuthForm, EmailField } from "./auth-form.tsx";
import { SecondFactorForm } from "./second-factor-form.tsx";
import { useAuthStep } from "./use-auth-step.ts";

/** Where to go after signing in: an address of this site only. */
function safeNext(next: string | null): string {
  return next !== null && /^\/(?!\/|\\)/.test(next) ? next : "/dashboard";
}

export function SignInForm() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const search = useSearchParams();
  const { isRunning, problem, run } = useAuthStep();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [needsCode, setNeedsCode] = useState(false);

  const enter = async () => {
    await forgetAnswers();
    queryClient.clear();
    router.replace(safeNext(search.get("next")));
  };
  const submit = () =>
    run(async () => {
      const { needsSecondFactor } = await signIn({ email: email.trim(), password });
      if (needsSecondFactor) setNeedsCode(true);
      else await enter();
    });

  if (needsCode)
    return <SecondFactorForm onVerified={() => void enter()} onBack={() => setNeedsCode(false)} />;
  return (
    <AccessCard
      title={text.signInTitle}
      help={text.tagline}
      footer={
        <>
          {text.noAccount} <TextLink href="/sign-up">{text.signUp}</TextLink>
        </>
      }
    >
      <AuthForm submitLabel={text.signIn} isRunning={isRunning} problem={problem} onSubmit={submit}>
        {search.get("notice") === "password" && <Callout tone="good">{text.passwordSaved}</Callout>}
        <EmailField value={email} onChange={setEmail} isFirst />
        <Field
          label={text.password}
          isRequired
          aside={<TextLink href="/forgot-password">{text.forgot}</TextLink>}
        >
          <TextInput
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
      </AuthForm>
    </AccessCard>
  );
}
