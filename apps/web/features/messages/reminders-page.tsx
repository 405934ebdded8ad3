"use client";

import type { ReminderPolicyDto } from "@stead/contracts/messages";
import { Button } from "@stead/ui/button";
import { Field, FieldGrid, FormActions } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { PageHeader } from "@stead/ui/page-header";
import { Select } from "@stead/ui/select";
import { SkeletonForm } from "@stead/ui/skeleton";
import { Switch } from "@stead/ui/switch";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { currencyExponent } from "@stead/kernel/currencies";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { messages as text } from "../../messages/en/messages.ts";
import { ReminderHolds } from "./reminder-holds.tsx";

/** When and with which words the agency reminds of arrears, and who is not reminded for now. */
export function RemindersPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.messages.reminderPolicy.queryOptions());
  return (
    <div className="max-w-3xl">
      <PageHeader title={text.remindersTitle}>{text.remindersHelp}</PageHeader>
      {query.error && !query.data && <QueryFailure query={query} />}
      {query.isPending && <SkeletonForm />}
      {query.data && <PolicyForm key={query.data.version} policy={query.data} />}
      <ReminderHolds />
    </div>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: text.hour(hour) }));

function PolicyForm({ policy }: { readonly policy: ReminderPolicyDto }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { currency } = useSession().agency;
  const canWrite = useCan("messages:write");
  const [draft, setDraft] = useState(policy);
  const set = (change: Partial<ReminderPolicyDto>) => setDraft((before) => ({ ...before, ...change }));
  const queryKey = trpc.messages.reminderPolicy.queryKey();
  const update = useMutation(
    trpc.messages.updateReminderPolicy.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(queryKey, saved);
        notify({ title: text.saved, tone: "good" });
      },
    }),
  );
  const lastDay = Math.max(0, ...draft.steps.map(({ day }) => day));
  const fresh = { day: lastDay + 5, channel: "email_else_sms" as const, subject: "{{overdue}}", body: "" };
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate(draft);
      }}
    >
      <fieldset disabled={!canWrite} className="contents">
        <Switch
          label={text.isEnabled}
          checked={draft.isEnabled}
          onChange={(event) => set({ isEnabled: event.target.checked })}
        />
        <FieldGrid>
          <Field label={text.sendHour}>
            <Select
              options={hours}
              value={String(draft.sendHour)}
              onChange={(event) => set({ sendHour: Number(event.target.value) })}
            />
          </Field>
          <Field label={text.leastOverdue}>
            <MoneyInput
              valueMinor={draft.leastOverdueMinor}
              onChange={(least) => set({ leastOverdueMinor: least ?? 0 })}
              exponent={currencyExponent(currency)}
              currency={currency}
            />
          </Field>
        </FieldGrid>
        {draft.steps.map((step, place) => (
          <StepFields
            key={place}
            step={step}
            errorOf={(field) => fieldError(update.error, `steps.${place}.${field}`)}
            onChange={(change) =>
              set({ steps: draft.steps.map((other, at) => (at === place ? { ...other, ...change } : other)) })
            }
            onRemove={() => set({ steps: draft.steps.filter((_, at) => at !== place) })}
          />
        ))}
        <FormFailure error={update.error} onReload={() => void queryClient.invalidateQueries({ queryKey })} />
        {canWrite && (
          <FormActions>
            <Button onClick={() => set({ steps: [...draft.steps, fresh] })}>{text.addStep}</Button>
            <Button type="submit" variant="primary" isLoading={update.isPending}>
              {text.save}
            </Button>
          </FormActions>
        )}
      </fieldset>
    </form>
  );
}

type Step = ReminderPolicyDto["steps"][number];
type StepProps = {
  readonly step: Step;
  readonly errorOf: (field: string) => string | null;
  readonly onChange: (change: Partial<Step>) => void;
  readonly onRemove: () => void;
};

function StepFields({ step, errorOf, onChange, onRemove }: StepProps) {
  const channels = optionsOf(text.channels);
  return (
    <section className="grid gap-4 rounded-md border border-line p-4">
      <div className="flex items-center justify-between">
        <h2 className="font-semibold">{text.step(step.day)}</h2>
        <Button size="sm" variant="quiet" onClick={onRemove}>
          {text.removeStep}
        </Button>
      </div>
      <FieldGrid>
        <Field label={text.day} error={errorOf("day")}>
          <TextInput
            type="number"
            min={1}
            max={365}
            value={String(step.day)}
            onChange={(event) => onChange({ day: Number(event.target.value) })}
          />
        </Field>
        <Field label={text.channel}>
          <Select
            options={channels}
            value={step.channel}
            onChange={(event) =>
              onChange({ channel: keyOf(text.channels, event.target.value) ?? step.channel })
            }
          />
        </Field>
      </FieldGrid>
      {step.channel !== "sms" && (
        <Field label={text.subject} error={errorOf("subject")}>
          <TextInput value={step.subject} onChange={(event) => onChange({ subject: event.target.value })} />
        </Field>
      )}
      <Field
        label={text.body}
        error={errorOf("body")}
        help={
          <>
            {text.bodyHelp} <span className="font-mono">{text.fields.join(" ")}</span>
          </>
        }
      >
        <TextArea rows={5} value={step.body} onChange={(event) => onChange({ body: event.target.value })} />
      </Field>
    </section>
  );
}
