"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { RadioGroup } from "@stead/ui/radio-group";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { invite as text } from "../../messages/en/portal.ts";

type InviteProps = { readonly contact: ContactDto; readonly onClose: () => void };

/** Sends a tenant the link to the portal. */
export function InviteDialog({ contact, onClose }: InviteProps) {
  const { id, name, phone, email } = contact;
  const [channel, setChannel] = useState<"sms" | "email">(phone === null ? "email" : "sms");
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const send = useMutation(
    useTRPC().portal.invite.mutationOptions({
      onSuccess: () => {
        notify({ title: text.sent, tone: "good" });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.title(name)}
      description={text.help}
      submitLabel={text.send}
      isReady={phone !== null || email !== null}
      isBusy={send.isPending}
      error={send.error}
      onClose={onClose}
      onSubmit={() => send.mutate({ contactId: id, channel, idempotencyKey })}
    >
      <RadioGroup
        legend={text.by}
        options={[
          { value: "sms", label: text.channels.sms, help: phone ?? text.noPhone, isDisabled: phone === null },
          {
            value: "email",
            label: text.channels.email,
            help: email ?? text.noEmail,
            isDisabled: email === null,
          },
        ]}
        value={channel}
        onChange={(value) => setChannel(value === "email" ? "email" : "sms")}
      />
    </FormDialog>
  );
}
