"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { TextLink } from "@stead/ui/link";
import { TextInput } from "@stead/ui/text-input";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { signUp } from "../../lib/auth.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
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
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem && <Callout tone="bad">{problem}</Callout>}
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
        <Field label={text.email} isRequired>
          <TextInput
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label={text.password} isRequired help={text.passwordHelp}>
          <TextInput
            type="password"
            name="password"
            autoComplete="new-password"
            required
            minLength={10}
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" isLoading={isRunning}>
          {text.signUp}
        </Button>
      </form>
    </AccessCard>
  );
}
