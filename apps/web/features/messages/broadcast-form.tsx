"use client";

import type { BroadcastDto, BroadcastPreviewDto } from "@stead/contracts/messages";
import { Button, ButtonLink } from "@stead/ui/button";
import { Field, FormActions } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import { forms } from "../../messages/en/forms.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { AudienceFields, CountInput, type DraftProps } from "./audience-fields.tsx";
import { textsOf, type BroadcastDraft } from "./broadcast-draft.ts";
import { BroadcastPreview } from "./broadcast-preview.tsx";
import { SendDialog } from "./start-broadcast.tsx";

type Saved = Pick<BroadcastDto, "id" | "version">;
const shown = [
  "name",
  "subject",
  "body",
  "perMinute",
  ...["leaseStatuses", "cities", "minDaysOverdue", "minBalance.amountMinor"].map((name) => `filter.${name}`),
  ...["startsFrom", "startsTo", "endsFrom", "endsBefore"].map((name) => `filter.${name}`),
];

/** Saves a draft, anew or over what was saved before, and starts it. */
function useSaving(draft: BroadcastDraft, before: Saved | null) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [saved, setSaved] = useState(before);
  const create = useMutation(trpc.messages.createBroadcast.mutationOptions());
  const update = useMutation(trpc.messages.updateBroadcast.mutationOptions());
  const start = useMutation(trpc.messages.startBroadcast.mutationOptions());
  const { name, perMinute } = draft;
  const input = { ...textsOf(draft), name, perMinute };
  const save = async () => {
    start.reset();
    const made = await (saved === null
      ? create.mutateAsync(input)
      : update.mutateAsync({ ...input, ...saved }));
    // What is tried again after a failure goes over the same draft.
    setSaved({ id: made.id, version: made.version });
    return made;
  };
  const leave = async ({ id }: Saved) => {
    // The page that is left does not ask again: what it shows is a draft no more.
    await queryClient.invalidateQueries({ queryKey: trpc.messages.pathKey(), refetchType: "none" });
    router.push(`/messages/${id}`);
  };
  const reload = useMutation({
    mutationFn: (id: string) =>
      queryClient.fetchQuery({ ...trpc.messages.getBroadcast.queryOptions({ id }), staleTime: 0 }),
    onSuccess: ({ id, version }) => {
      setSaved({ id, version });
      update.reset();
      notify({ title: forms.newestLoaded });
    },
  });
  return {
    error: create.error ?? update.error ?? start.error,
    isSaving: create.isPending || update.isPending,
    isStarting: start.isPending,
    isReloading: reload.isPending,
    reload: () => saved && reload.mutate(saved.id),
    saveDraft: async () => leave(await save()),
    send: async (time: { scheduledAt?: string }) => {
      const { id, version } = await save();
      await leave(await start.mutateAsync({ id, version, ...time }));
    },
  };
}

type FormProps = {
  readonly initial: BroadcastDraft;
  /** The draft that is being changed; null for a new one. */
  readonly saved: Saved | null;
};

/** A message to many: its words, to whom; beside it what each will read. */
export function BroadcastForm({ initial, saved }: FormProps) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState(initial);
  const [isSending, setSending] = useState(false);
  const set = (change: Partial<BroadcastDraft>) => setDraft((before) => ({ ...before, ...change }));
  const texts = textsOf(draft);
  const isWritten = draft.body.trim() !== "";
  const asked = useDebounced(JSON.stringify(isWritten ? texts : null), 400);
  const preview = useQuery({
    ...trpc.messages.previewBroadcast.queryOptions((JSON.parse(asked) as typeof texts | null) ?? texts),
    enabled: isWritten && asked !== "null",
    placeholderData: (before: BroadcastPreviewDto | undefined) => before,
  });
  const saving = useSaving(draft, saved);
  const { error, isSaving, isStarting } = saving;
  const refusal = error ?? preview.error;
  return (
    <>
      <div className="grid gap-8 lg:grid-cols-2">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setSending(true);
          }}
        >
          <WordFields draft={draft} set={set} error={error} />
          <AudienceFields draft={draft} set={set} error={refusal} />
          <FormFailure
            error={error}
            shown={shown}
            onReload={saved ? saving.reload : undefined}
            isReloading={saving.isReloading}
          />
          <FormActions>
            <Button type="submit" variant="primary">
              {text.send}
            </Button>
            <Button
              isLoading={isSaving && !isSending}
              onClick={() => void saving.saveDraft().catch(() => {})}
            >
              {text.saveDraft}
            </Button>
            <ButtonLink href={saved ? `/messages/${saved.id}` : "/messages"}>{forms.cancel}</ButtonLink>
          </FormActions>
        </form>
        <BroadcastPreview texts={texts} preview={preview.data} isAsked={isWritten} error={preview.error} />
      </div>
      <SendDialog
        isOpen={isSending}
        count={preview.data?.recipientCount}
        isBusy={isSaving || isStarting}
        error={null}
        onCancel={() => setSending(false)}
        onSend={(time) => void saving.send(time).catch(() => setSending(false))}
      />
    </>
  );
}

function WordFields({ draft, set, error }: DraftProps) {
  const channels = optionsOf(text.channels);
  return (
    <div className="grid gap-4">
      <Field label={text.name} help={text.nameHelp} isRequired error={fieldError(error, "name")}>
        <TextInput value={draft.name} required onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field label={text.channel}>
        <Select
          options={channels}
          value={draft.channel}
          onChange={(event) => set({ channel: keyOf(text.channels, event.target.value) ?? draft.channel })}
        />
      </Field>
      {draft.channel !== "sms" && (
        <Field label={text.subject} isRequired error={fieldError(error, "subject")}>
          <TextInput
            value={draft.subject}
            required
            onChange={(event) => set({ subject: event.target.value })}
          />
        </Field>
      )}
      <Field
        label={text.body}
        isRequired
        error={fieldError(error, "body")}
        help={
          <>
            {text.bodyHelp} <span className="font-mono">{text.fields.join(" ")}</span>
          </>
        }
      >
        <TextArea
          rows={8}
          value={draft.body}
          required
          onChange={(event) => set({ body: event.target.value })}
        />
      </Field>
      <Field label={text.perMinute} isOptional error={fieldError(error, "perMinute")}>
        <CountInput value={draft.perMinute} onChange={(perMinute) => set({ perMinute })} />
      </Field>
    </div>
  );
}
