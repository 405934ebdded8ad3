"use client";

import type { Role } from "@stead/contracts/permissions";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Dialog } from "@stead/ui/dialog";
import { Field } from "@stead/ui/field";
import { RadioGroup } from "@stead/ui/radio-group";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { keyOf } from "../../lib/list-state.ts";
import { settings as text } from "../../messages/en/settings.ts";

const roles: readonly Role[] = ["owner", "manager", "accountant", "agent", "viewer"];

export default function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const invite = useMutation(
    trpc.access.inviteMember.mutationOptions({
      onSuccess: async () => {
        onClose();
        notify({ title: text.invited(email), tone: "good" });
        await invalidate("members");
      },
    }),
  );
  const failure = invite.error ? viewError(invite.error) : null;
  return (
    <Dialog isOpen onClose={onClose} title={text.inviteTitle} description={text.inviteHelp}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate({ email: email.trim(), role });
        }}
      >
        {failure && failure.fields.size === 0 && <Callout tone="bad">{failure.message}</Callout>}
        <Field label={text.email} isRequired error={failure?.fields.get("email")}>
          <TextInput
            type="email"
            autoFocus
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <RadioGroup
          legend={text.role}
          options={roles.map((value) => ({ value, label: text.roles[value], help: text.roleHelp[value] }))}
          value={role}
          onChange={(value) => setRole(keyOf(text.roles, value) ?? role)}
        />
        <Button type="submit" variant="primary" isLoading={invite.isPending}>
          {text.invite}
        </Button>
      </form>
    </Dialog>
  );
}
