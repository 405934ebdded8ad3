"use client";

import type { BroadcastPreviewDto } from "@stead/contracts/messages";
import { Button } from "@stead/ui/button";
import type { ComboboxOption } from "@stead/ui/combobox";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid, FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { PropertyPicker } from "../../lib/property-picker.tsx";
import { useDebounced } from "../../lib/use-debounced.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { BroadcastPreview } from "./broadcast-preview.tsx";

const blank = {
  name: "",
  channel: "email_else_sms" as keyof typeof text.channels,
  subject: "",
  body: "",
  property: null as ComboboxOption | null,
  minDays: "",
  endsBefore: null as string | null,
  perMinute: "",
  sendAt: "",
};
type Draft = typeof blank;

function toInput(draft: Draft) {
  const minDays = Number(draft.minDays);
  return {
    channel: draft.channel,
    subject: draft.subject,
    body: draft.body,
    filter: {
      ...(draft.property && { propertyIds: [draft.property.value] }),
      ...(minDays > 0 && { minDaysOverdue: minDays }),
      ...(draft.endsBefore && { endsBefore: draft.endsBefore }),
    },
  };
}

/** A new message to many: its words, to whom, when; beside it what each will read. */
export function BroadcastForm() {
  const trpc = useTRPC();
  const router = useRouter();
  const [draft, setDraft] = useState(blank);
  const [isSending, setSending] = useState(false);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const input = toInput(draft);
  const asked = useDebounced(JSON.stringify({ ...input, body: input.body || " " }), 400);
  const preview = useQuery({
    ...trpc.messages.previewBroadcast.queryOptions(JSON.parse(asked) as typeof input),
    enabled: draft.body.trim() !== "",
    placeholderData: (before: BroadcastPreviewDto | undefined) => before,
  });
  const create = useMutation(trpc.messages.createBroadcast.mutationOptions());
  const start = useMutation(trpc.messages.startBroadcast.mutationOptions());
  const save = async (isSent: boolean) => {
    const perMinute = Number(draft.perMinute) > 0 ? Number(draft.perMinute) : null;
    const made = await create.mutateAsync({ ...input, name: draft.name, perMinute });
    const scheduledAt = draft.sendAt === "" ? undefined : new Date(draft.sendAt).toISOString();
    if (isSent)
      await start.mutateAsync({ id: made.id, version: made.version, ...(scheduledAt && { scheduledAt }) });
    router.push(`/messages/${made.id}`);
  };
  const failed = create.error ?? start.error;
  const count = preview.data?.recipientCount ?? 0;
  return (
    <>
      <PageHeader title={text.newBroadcast} />
      <div className="grid gap-8 lg:grid-cols-2">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setSending(true);
          }}
        >
          <WordFields draft={draft} set={set} error={create.error} />
          <AudienceFields draft={draft} set={set} />
          <FormFailure error={failed} shown={["name", "subject", "body"]} />
          <FormActions>
            <Button
              isLoading={create.isPending && !isSending}
              onClick={() => void save(false).catch(() => {})}
            >
              {text.saveDraft}
            </Button>
            <Button type="submit" variant="primary">
              {text.send}
            </Button>
          </FormActions>
        </form>
        <BroadcastPreview preview={preview.data} isAsked={draft.body.trim() !== ""} error={preview.error} />
      </div>
      <ConfirmDialog
        isOpen={isSending}
        tone="primary"
        title={text.sendTitle(count)}
        confirmLabel={text.send}
        onCancel={() => setSending(false)}
        onConfirm={() => void save(true).catch(() => setSending(false))}
        isBusy={create.isPending || start.isPending}
        error={failed ? viewError(failed).message : null}
      >
        <p>{text.sendNote}</p>
      </ConfirmDialog>
    </>
  );
}

type PartProps = { readonly draft: Draft; readonly set: (change: Partial<Draft>) => void };

function WordFields({ draft, set, error }: PartProps & { readonly error: unknown }) {
  const channels = Object.entries(text.channels).map(([value, label]) => ({ value, label }));
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
    </div>
  );
}

function AudienceFields({ draft, set }: PartProps) {
  return (
    <Section title={text.who} className="mt-8">
      <FieldGrid>
        <Field label={text.property} isOptional>
          <PropertyPicker value={draft.property} onChange={(property) => set({ property })} />
        </Field>
        <Field label={text.minDaysOverdue} isOptional>
          <TextInput
            type="number"
            min={1}
            value={draft.minDays}
            onChange={(event) => set({ minDays: event.target.value })}
          />
        </Field>
        <Field label={text.endsBefore} isOptional>
          <DateInput value={draft.endsBefore} onChange={(endsBefore) => set({ endsBefore })} />
        </Field>
        <Field label={text.perMinute} isOptional>
          <TextInput
            type="number"
            min={1}
            value={draft.perMinute}
            onChange={(event) => set({ perMinute: event.target.value })}
          />
        </Field>
        <Field label={text.sendAt} help={text.sendAtHelp} isOptional>
          <TextInput
            type="datetime-local"
            value={draft.sendAt}
            onChange={(event) => set({ sendAt: event.target.value })}
          />
        </Field>
      </FieldGrid>
    </Section>
  );
}
