"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useEdits } from "../../lib/use-edits.ts";
import { contacts as text } from "../../messages/en/contacts.ts";
import { forms } from "../../messages/en/forms.ts";
import { AlreadyHere } from "./already-here.tsx";
import { ContactFields, contactPaths, emptyContact, type ContactFieldValues } from "./contact-fields.tsx";

/** The form over a contact that exists. */
export function EditContactDialog({
  contact,
  onClose,
}: {
  readonly contact: ContactDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const { values, changed, isChanged, set, rebase } = useEdits<ContactFieldValues & { version: number }>(
    contact,
  );
  const options = trpc.contacts.get.queryOptions({ id: contact.id });
  const save = useMutation(
    trpc.contacts.update.mutationOptions({
      onSuccess: async (saved) => {
        queryClient.setQueryData(options.queryKey, saved);
        notify({ title: text.contactSaved, tone: "good" });
        onClose();
        await invalidate("contacts");
      },
    }),
  );
  const reload = async () => {
    rebase(await queryClient.fetchQuery({ ...options, staleTime: 0 }));
    save.reset();
    notify({ title: forms.newestLoaded });
  };
  return (
    <FormDialog
      title={text.editContact}
      submitLabel={forms.save}
      size="lg"
      isBusy={save.isPending}
      error={save.error}
      shown={contactPaths}
      onReload={() => void reload()}
      onSubmit={() =>
        isChanged ? save.mutate({ ...changed, id: contact.id, version: values.version }) : onClose()
      }
      onClose={onClose}
    >
      <ContactFields values={values} onChange={set} error={save.error} />
    </FormDialog>
  );
}

export type NewContactDialogProps = { onAdded: (contact: ContactDto) => void; onClose: () => void };

/** A new tenant without leaving the form that needs one. */
export function NewContactDialog({ onAdded, onClose }: NewContactDialogProps) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const [values, setValues] = useState<ContactFieldValues>({ ...emptyContact, roles: ["tenant"] });
  const create = useMutation(
    trpc.contacts.create.mutationOptions({
      onSuccess: async (contact) => {
        notify({ title: text.contactAdded(contact.name), tone: "good" });
        onAdded(contact);
        onClose();
        await invalidate("contacts");
      },
    }),
  );
  return (
    <FormDialog
      title={text.newContact}
      submitLabel={text.addContact}
      size="lg"
      isBusy={create.isPending}
      error={create.error}
      shown={contactPaths}
      onSubmit={() => create.mutate(values)}
      onClose={onClose}
    >
      <ContactFields
        isShort
        values={values}
        onChange={(patch) => setValues((before) => ({ ...before, ...patch }))}
        error={create.error}
      />
      <AlreadyHere email={values.email} phone={values.phone} />
    </FormDialog>
  );
}
