"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Checkbox } from "@stead/ui/checkbox";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { verifyCode, verifyRecoveryCode } from "../../lib/auth.ts";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
import { useAuthStep } from "./use-auth-step.ts";

export function SecondFactorForm({
  onVerified,
  onBack,
}: {
  readonly onVerified: () => void;
  readonly onBack: () => void;
}) {
  const { isRunning, problem, run } = useAuthStep();
  const [code, setCode] = useState("");
  const [isRecovery, setRecovery] = useState(false);
  const [isTrusted, setTrusted] = useState(false);
  const submit = () =>
    run(async () => {
      if (isRecovery) await verifyRecoveryCode({ code: code.trim() });
      else await verifyCode({ code: code.replaceAll(/\s/g, ""), trustDevice: isTrusted });
      onVerified();
    });
  return (
    <AccessCard
      title={text.codeTitle}
      help={isRecovery ? text.recoveryHelp : text.codeHelp}
      footer={
        <button type="button" className="text-link" onClick={onBack}>
          {text.back}
        </button>
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
        <Field label={isRecovery ? text.recoveryCode : text.code} isRequired>
          <TextInput
            key={isRecovery ? "recovery" : "code"}
            name="code"
            autoFocus
            required
            autoComplete="one-time-code"
            inputMode={isRecovery ? "text" : "numeric"}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </Field>
        {!isRecovery && (
          <Checkbox
            checked={isTrusted}
            onChange={(event) => setTrusted(event.target.checked)}
            label={text.trustDevice}
          />
        )}
        <Button type="submit" variant="primary" isLoading={isRunning}>
          {text.verify}
        </Button>
        <Button
          type="button"
          variant="quiet"
          onClick={() => {
            setRecovery(!isRecovery);
            setCode("");
          }}
        >
          {isRecovery ? text.useApp : text.useRecovery}
        </Button>
      </form>
    </AccessCard>
  );
}
