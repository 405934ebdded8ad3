"use client";

import type { LetterheadDto } from "@stead/contracts/documents";
import { Button } from "@stead/ui/button";
import { Field, FieldGrid, FormActions } from "@stead/ui/field";
import { Section } from "@stead/ui/section";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { useCan } from "../../lib/session.tsx";
import { documents as text } from "../../messages/en/documents.ts";

type Props = { readonly letterhead: LetterheadDto; readonly onReload: () => void };

const paths = ["address", "email", "phone", "taxNumber", "howToPay", "footer"];
const orNull = (value: string) => (value.trim() === "" ? null : value);

/** What stands at the head and foot of documents, and how tenants pay. */
export function LetterheadForm({ letterhead, onReload }: Props) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canWrite = useCan("agency:write");
  const [edited, setEdited] = useState(letterhead);
  const save = useMutation(
    trpc.documents.updateLetterhead.mutationOptions({
      onSuccess: (saved) => {
        notify({ title: text.saved, tone: "good" });
        queryClient.setQueryData(trpc.documents.letterhead.queryKey(), saved);
      },
    }),
  );
  const change = (part: Partial<LetterheadDto>) => setEdited({ ...edited, ...part });
  const field = (name: "email" | "phone" | "taxNumber" | "footer", help?: string) => (
    <Field label={text[name]} help={help} error={fieldError(save.error, name)}>
      <TextInput
        maxLength={200}
        value={edited[name] ?? ""}
        onChange={(event) => change({ [name]: orNull(event.target.value) })}
      />
    </Field>
  );
  const area = (name: "address" | "howToPay", help?: string) => (
    <Field label={text[name]} help={help} error={fieldError(save.error, name)}>
      <TextArea
        rows={4}
        maxLength={1000}
        value={edited[name]}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(edited);
      }}
    >
      <fieldset disabled={!canWrite}>
        <Section title={text.letterhead} description={text.letterheadHelp}>
          <FieldGrid>
            {area("address")}
            {area("howToPay", text.howToPayHelp)}
            {field("email")}
            {field("phone")}
            {field("taxNumber")}
            {field("footer", text.footerHelp)}
          </FieldGrid>
          <FormFailure error={save.error} shown={paths} onReload={onReload} />
          {canWrite && (
            <FormActions>
              <Button type="submit" variant="primary" isLoading={save.isPending}>
                {text.save}
              </Button>
            </FormActions>
          )}
        </Section>
      </fieldset>
    </form>
  );
}
