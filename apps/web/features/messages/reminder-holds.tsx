"use client";

import { Button } from "@stead/ui/button";
import type { ComboboxOption } from "@stead/ui/combobox";
import { DateInput } from "@stead/ui/date-input";
import { CivilDateText } from "@stead/ui/date-text";
import { Field, FieldGrid } from "@stead/ui/field";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { LeasePicker } from "../../lib/lease-picker.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { messages as text } from "../../messages/en/messages.ts";
import { ExportMenu } from "../exports/export-menu.tsx";

const kinds = optionsOf(text.holdKinds);

/** The leases that are not reminded now, and why. */
export function ReminderHolds() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canWrite = useCan("messages:write");
  const query = useQuery(trpc.messages.listReminderHolds.queryOptions({ limit: 200 }));
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: trpc.messages.listReminderHolds.pathKey() });
  const end = useMutation(trpc.messages.endReminderHold.mutationOptions({ onSettled: refresh }));
  return (
    <Section
      title={text.holds}
      className="mt-8"
      actions={<ExportMenu source={{ list: "reminder_holds", filters: {} }} />}
    >
      {query.data?.items.length === 0 && <p className="text-ink-2">{text.noHolds}</p>}
      <ul className="divide-y divide-line">
        {query.data?.items.map((hold) => (
          <li key={hold.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <span>
              <a className="text-link" href={`/leases/${hold.leaseId}`}>
                {hold.tenantName}
              </a>
              {": "}
              {text.holdKinds[hold.kind]}
              {", "}
              {hold.untilOn === null ? text.openEnd : <CivilDateText date={hold.untilOn} />}
            </span>
            {canWrite && (
              <Button size="sm" variant="quiet" onClick={() => end.mutate({ id: hold.id })}>
                {text.endHold}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {canWrite && <HoldForm onDone={() => void refresh()} />}
    </Section>
  );
}

function HoldForm({ onDone }: { readonly onDone: () => void }) {
  const trpc = useTRPC();
  const today = useSession().today;
  const [lease, setLease] = useState<ComboboxOption | null>(null);
  const [kind, setKind] = useState<keyof typeof text.holdKinds>("promise");
  const [untilOn, setUntilOn] = useState<string | null>(null);
  const create = useMutation(
    trpc.messages.createReminderHold.mutationOptions({
      onSuccess: () => {
        setLease(null);
        setUntilOn(null);
        onDone();
      },
    }),
  );
  return (
    <form
      className="mt-4 grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (lease !== null) create.mutate({ leaseId: lease.value, kind, untilOn });
      }}
    >
      <FieldGrid>
        <Field label={text.holdLease} isRequired>
          <LeasePicker value={lease} onChange={setLease} />
        </Field>
        <Field label={text.holdKind}>
          <Select
            options={kinds}
            value={kind}
            onChange={(event) => setKind(keyOf(text.holdKinds, event.target.value) ?? kind)}
          />
        </Field>
        <Field
          label={text.holdUntil}
          isOptional={kind !== "promise"}
          error={fieldError(create.error, "untilOn")}
        >
          <DateInput value={untilOn} onChange={setUntilOn} today={today} min={today} />
        </Field>
      </FieldGrid>
      <FormFailure error={create.error} shown={["untilOn"]} />
      <div>
        <Button type="submit" isLoading={create.isPending} disabled={lease === null}>
          {text.addHold}
        </Button>
      </div>
    </form>
  );
}
