"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { CopyText } from "@stead/ui/copy-text";
import { Dialog } from "@stead/ui/dialog";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { toDataURL } from "qrcode";
import { useState } from "react";
import { disableSecondFactor, enableSecondFactor, verifyCode } from "../../lib/auth.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { settings as text } from "../../messages/en/settings.ts";
import { useAuthStep } from "./use-auth-step.ts";

type Setup = { picture: string; secret: string; recoveryCodes: string[] };

/** Turns the second factor on (password, picture, code) or off (password). */
export default function SecondFactorDialog({
  isOn,
  onClose,
}: {
  readonly isOn: boolean;
  readonly onClose: () => void;
}) {
  const invalidate = useInvalidate();
  const { isRunning, problem, run } = useAuthStep();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [setup, setSetup] = useState<Setup | null>(null);

  const begin = () =>
    run(async () => {
      if (isOn) {
        await disableSecondFactor({ password });
        await invalidate("members");
        onClose();
        return;
      }
      const { totpURI, backupCodes } = await enableSecondFactor({ password });
      const secret = new URL(totpURI).searchParams.get("secret") ?? "";
      setSetup({
        picture: await toDataURL(totpURI, { margin: 1, width: 208 }),
        secret,
        recoveryCodes: backupCodes,
      });
    });
  const finish = () =>
    run(async () => {
      await verifyCode({ code: code.replaceAll(/\s/g, ""), trustDevice: false });
      await invalidate("members");
      onClose();
    });

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={text.secondFactor}
      description={setup ? text.scan : text.confirmPassword}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void (setup ? finish() : begin());
        }}
      >
        {problem && <Callout tone="bad">{problem}</Callout>}
        {setup ? (
          <>
            <SetupView setup={setup} />
            <Field label={text.code} isRequired>
              <TextInput
                autoFocus
                inputMode="numeric"
                autoComplete="one-time-code"
                required
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            </Field>
          </>
        ) : (
          <Field label={text.password} isRequired>
            <TextInput
              type="password"
              autoFocus
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Field>
        )}
        <Button type="submit" variant="primary" isLoading={isRunning}>
          {setup ? text.confirm : isOn ? text.turnOff : text.turnOn}
        </Button>
      </form>
    </Dialog>
  );
}

function SetupView({ setup }: { readonly setup: Setup }) {
  return (
    <>
      <img src={setup.picture} alt={text.scan} width={208} height={208} className="rounded-md bg-white" />
      <p className="text-ink-2">
        {text.scanSecret}: <CopyText text={setup.secret} />
      </p>
      <p className="text-ink-2">{text.recoveryCodes}</p>
      <p className="rounded-md bg-sunken p-3 font-mono text-sm">
        <CopyText text={setup.recoveryCodes.join(" ")} />
      </p>
    </>
  );
}
