"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { lazy, Suspense, useState } from "react";
import { changePassword } from "../../lib/auth.ts";
import { useSession } from "../../lib/session.tsx";
import { access } from "../../messages/en/access.ts";
import { settings as text } from "../../messages/en/settings.ts";
import { useAuthStep } from "./use-auth-step.ts";
import { SessionTable } from "./session-table.tsx";

const SecondFactorDialog = lazy(() => import("./second-factor-dialog.tsx"));

/** One's own account: password, second factor, sessions. */
export function ProfilePage() {
  const { user } = useSession();
  const [isChanging, setChanging] = useState(false);
  return (
    <div className="grid max-w-3xl gap-8">
      <PageHeader title={text.profileTitle} className="mb-0">
        {user.name} · {user.email}
      </PageHeader>
      <Section title={text.password}>
        <PasswordForm />
      </Section>
      <Section
        hasRule
        title={text.secondFactor}
        description={user.hasTwoFactor ? text.secondFactorOn : text.secondFactorOff}
        actions={
          <Button onClick={() => setChanging(true)}>{user.hasTwoFactor ? text.turnOff : text.turnOn}</Button>
        }
      >
        <Suspense>
          {isChanging && <SecondFactorDialog isOn={user.hasTwoFactor} onClose={() => setChanging(false)} />}
        </Suspense>
      </Section>
      <Section hasRule title={text.sessions}>
        <SessionTable />
      </Section>
    </div>
  );
}

function PasswordForm() {
  const { isRunning, problem, run } = useAuthStep();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const submit = () =>
    run(async () => {
      await changePassword({ currentPassword: current, newPassword: next });
      setCurrent("");
      setNext("");
      notify({ title: text.passwordChanged, tone: "good" });
    });
  return (
    <form
      className="grid max-w-sm gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {problem && <Callout tone="bad">{problem}</Callout>}
      <Field label={text.currentPassword} isRequired>
        <TextInput
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      </Field>
      <Field label={text.newPassword} isRequired help={access.passwordHelp}>
        <TextInput
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </Field>
      <div>
        <Button type="submit" isLoading={isRunning}>
          {text.changePassword}
        </Button>
      </div>
    </form>
  );
}
