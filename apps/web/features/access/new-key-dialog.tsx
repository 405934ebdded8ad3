"use client";

import type { Permission } from "@stead/contracts/permissions";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Checkbox } from "@stead/ui/checkbox";
import { CopyText } from "@stead/ui/copy-text";
import { Dialog } from "@stead/ui/dialog";
import { Field } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useSession } from "../../lib/session.tsx";
import { settings as text } from "../../messages/en/settings.ts";

const terms = ["30", "90", "365", "never"] as const;

/** Makes a key; shows it once. */
export default function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const { permissions } = useSession();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Permission[]>([]);
  const [term, setTerm] = useState<string>("365");
  const create = useMutation(
    trpc.access.createApiKey.mutationOptions({ onSuccess: () => invalidate("members") }),
  );
  const failure = create.error ? viewError(create.error) : null;
  if (create.data) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={text.keyShown}
        description={text.keyShownHelp}
        isDismissable={false}
      >
        <p className="overflow-x-auto rounded-md bg-sunken p-3">
          <CopyText text={create.data.key} />
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={text.newKey} size="lg">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({
            name,
            permissions: [...chosen],
            expiresInDays: term === "never" ? null : Number(term),
          });
        }}
      >
        {failure && failure.fields.size === 0 && <Callout tone="bad">{failure.message}</Callout>}
        <Field label={text.keyName} isRequired error={failure?.fields.get("name")}>
          <TextInput
            autoFocus
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <fieldset>
          <legend className="mb-2 font-medium">{text.keyPermissions}</legend>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {permissions.map((permission) => (
              <Checkbox
                key={permission}
                label={<span className="font-mono text-sm">{permission}</span>}
                checked={chosen.includes(permission)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked
                      ? [...chosen, permission]
                      : chosen.filter((other) => other !== permission),
                  )
                }
              />
            ))}
          </div>
        </fieldset>
        <Field label={text.keyExpires}>
          <Select
            options={terms.map((value) => ({
              value,
              label: value === "never" ? text.forever : text.days(Number(value)),
            }))}
            value={term}
            onChange={(event) => setTerm(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" isLoading={create.isPending} disabled={chosen.length === 0}>
          {text.create}
        </Button>
      </form>
    </Dialog>
  );
}
