"use client";

import { Button, ButtonLink } from "@stead/ui/button";
import { FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { contacts as text } from "../../messages/en/contacts.ts";
import { forms } from "../../messages/en/forms.ts";
import { AlreadyHere } from "./already-here.tsx";
import { ContactFields, contactPaths, emptyContact } from "./contact-fields.tsx";

/** Adds a person or a company. */
export function NewContact() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const [values, setValues] = useState(emptyContact);
  const create = useMutation(
    trpc.contacts.create.mutationOptions({
      onSuccess: async (contact) => {
        queryClient.setQueryData(trpc.contacts.get.queryKey({ id: contact.id }), contact);
        notify({ title: text.contactAdded(contact.name), tone: "good" });
        router.push(`/contacts/${contact.id}`);
        await invalidate("contacts");
      },
    }),
  );
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={text.newContact} />
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(values);
        }}
      >
        <ContactFields
          values={values}
          onChange={(patch) => setValues((before) => ({ ...before, ...patch }))}
          error={create.error}
        />
        <AlreadyHere email={values.email} phone={values.phone} />
        <FormFailure error={create.error} shown={contactPaths} />
        <FormActions>
          <ButtonLink href="/contacts">{forms.cancel}</ButtonLink>
          <Button type="submit" variant="primary" isLoading={create.isPending}>
            {text.addContact}
          </Button>
        </FormActions>
      </form>
    </div>
  );
}
