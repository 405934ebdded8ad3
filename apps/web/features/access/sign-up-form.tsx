"use client";

import { Field } from "@stead/ui/field";
import { TextLink } from "@stead/ui/link";
import { TextInput } from "@stead/ui/text-input";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { signUp } from "../../lib/auth.ts";
import { forgetAnswers } from "../../lib/forget-answers.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
import { AuthForm, EmailField, NewPasswordField } from "./auth-form.tsx";
import { useAuthStep } from "./use-auth-step.ts";

export function SignUpForm() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const invitationId = useSearchParams().get("invitation");
  const { isRunning, problem, run } = useAuthStep();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = () =>
    run(async () => {
      await signUp({ name: name.trim(), email: email.trim(), password });
      await forgetAnswers();
      queryClient.clear();
      router.replace(invitationId ? `/invitation?id=${encodeURIComponent(invitationId)}` : "/welcome");
    });
  return (
    <AccessCard
      title={text.signUpTitle}
      help={text.tagline}
      footer={
        <>
          {text.hasAccount} <TextLink href="/sign-in">{text.signIn}</TextLink>
        </>
      }
    >
      <AuthForm submitLabel={text.signUp} isRunning={isRunning} problem={problem} onSubmit={submit}>
        <Field label={text.name} isRequired>
          <TextInput
            name="name"
            autoComplete="name"
            autoFocus
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <EmailField value={email} onChange={setEmail} />
        <NewPasswordField label={text.password} value={password} onChange={setPassword} />
      </AuthForm>
    </AccessCard>
  );
}
