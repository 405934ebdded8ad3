"use client";

import { Field } from "@stead/ui/field";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { caching as text } from "../../messages/en/caching.ts";

const linesOf = (typed: string) =>
  typed
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Makes old what depends on some tags, of an agency or of the platform. */
export default function InvalidateDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [agency, setAgency] = useState("");
  const [typed, setTyped] = useState("");
  const tags = linesOf(typed);
  const invalidate = useMutation(
    trpc.caching.invalidate.mutationOptions({
      onSuccess: () => {
        notify({ title: text.done, tone: "good" });
        void queryClient.invalidateQueries({ queryKey: trpc.caching.pathKey() });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.invalidateTitle}
      description={text.invalidateHelp}
      submitLabel={text.invalidate}
      isReady={tags.length > 0}
      isBusy={invalidate.isPending}
      error={invalidate.error}
      shown={["agencyId", "tags"]}
      onClose={onClose}
      onSubmit={() => invalidate.mutate({ agencyId: agency.trim() || null, tags })}
    >
      <Field
        label={text.agency}
        help={text.agencyHelp}
        isOptional
        error={fieldError(invalidate.error, "agencyId")}
      >
        <TextInput value={agency} onChange={(event) => setAgency(event.target.value)} />
      </Field>
      <Field
        label={text.tagsField}
        help={text.tagsHelp}
        isRequired
        error={fieldError(invalidate.error, "tags")}
      >
        <TextArea rows={4} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
