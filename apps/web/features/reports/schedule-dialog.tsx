"use client";

import type { ReportRequest, ReportScheduleDto } from "@stead/contracts/reports";
import { Checkbox } from "@stead/ui/checkbox";
import { Field, FieldGrid } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useSession } from "../../lib/session.tsx";
import { reports as text } from "../../messages/en/reports.ts";
import {
  formOf,
  hourOptions,
  inputOf,
  newForm,
  toggled,
  withCadence,
  type ScheduleForm,
} from "./schedule-form.ts";
import { ScheduleParams } from "./schedule-params.tsx";
import { fileFormats, formatName } from "./use-report-files.ts";

/** Has a report sent again and again: which, covering what, when, as what, to whom. */
export default function ScheduleDialog({
  schedule,
  request,
  onClose,
}: {
  readonly schedule: ReportScheduleDto | null;
  /** What a new one sends, when it begins at a report. */
  readonly request?: ReportRequest;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { user } = useSession();
  const list = useQuery({ ...trpc.reports.list.queryOptions(), staleTime: 10 * 60_000 });
  const infos = list.data?.items ?? [];
  const [form, setForm] = useState<ScheduleForm>(() =>
    schedule ? formOf(schedule) : newForm(infos, user.id, request),
  );
  const [key] = useState(() => crypto.randomUUID());
  const change = (edit: Partial<ScheduleForm>) => setForm((known) => ({ ...known, ...edit }));
  const onSuccess = async () => {
    onClose();
    await queryClient.invalidateQueries({ queryKey: trpc.reports.listSchedules.pathKey() });
  };
  const create = useMutation(
    trpc.reports.createSchedule.mutationOptions({
      onSuccess: () => {
        notify({ title: text.scheduled });
        return onSuccess();
      },
    }),
  );
  const update = useMutation(trpc.reports.updateSchedule.mutationOptions({ onSuccess }));
  const { error, isPending } = schedule ? update : create;
  const fields = error ? viewError(error).fields : undefined;
  const submit = () =>
    schedule
      ? update.mutate({ ...inputOf(form), id: schedule.id, version: schedule.version })
      : create.mutate({ ...inputOf(form), idempotencyKey: key });
  const takes = infos.find(({ kind }) => kind === form.kind)?.params ?? [];
  const needsLease = takes.includes("leaseId");
  return (
    <FormDialog
      title={schedule ? text.editSchedule : text.newSchedule}
      submitLabel={schedule ? text.save : text.create}
      isReady={
        form.name.trim() !== "" &&
        form.formats.length > 0 &&
        form.recipientIds.length > 0 &&
        (!needsLease || form.params.leaseId !== undefined)
      }
      isBusy={isPending}
      error={error}
      shown={["name", "recipientIds"]}
      onSubmit={submit}
      onClose={onClose}
      size="lg"
    >
      <FieldGrid columns={2}>
        <Field label={text.kind}>
          <Select
            value={form.kind}
            options={infos.map(({ kind, title }) => ({ value: kind, label: title }))}
            onChange={({ target }) => {
              const info = infos.find(({ kind }) => kind === target.value);
              const isNamedByUs = infos.some(({ title }) => title === form.name) || form.name === "";
              if (info)
                change({
                  kind: info.kind,
                  params: {},
                  ...(isNamedByUs && !schedule && { name: info.title }),
                });
            }}
          />
        </Field>
        <Field label={text.name} isRequired error={fields?.get("name") ?? null}>
          <TextInput
            value={form.name}
            maxLength={200}
            onChange={({ target }) => change({ name: target.value })}
          />
        </Field>
      </FieldGrid>
      <ScheduleParams takes={takes} params={form.params} onChange={(params) => change({ params })} />
      <Times form={form} change={change} />
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium">{text.formatsLabel}</legend>
        {fileFormats.map((format) => (
          <Checkbox
            key={format}
            label={formatName(format)}
            checked={form.formats.includes(format)}
            onChange={() => change({ formats: toggled(form.formats, format) })}
          />
        ))}
      </fieldset>
      <Recipients form={form} change={change} error={fields?.get("recipientIds")} />
    </FormDialog>
  );
}

type PartProps = { readonly form: ScheduleForm; readonly change: (edit: Partial<ScheduleForm>) => void };

function Times({ form, change }: PartProps) {
  const { agency } = useSession();
  return (
    <>
      <Field label={text.covers} help={text.coversHelp}>
        <Select
          value={form.covers}
          options={optionsOf(text.coverings)}
          onChange={({ target }) => change({ covers: keyOf(text.coverings, target.value) ?? form.covers })}
        />
      </Field>
      <FieldGrid columns={3}>
        <Field label={text.cadence}>
          <Select
            value={form.cadence}
            options={optionsOf(text.cadences)}
            onChange={({ target }) =>
              change(withCadence(form, keyOf(text.cadences, target.value) ?? form.cadence))
            }
          />
        </Field>
        {form.cadence === "weekly" && (
          <Field label={text.weekday}>
            <Select
              value={String(form.weekday)}
              options={text.weekdays.map((label, index) => ({ value: String(index + 1), label }))}
              onChange={({ target }) => change({ weekday: Number(target.value) })}
            />
          </Field>
        )}
        {form.cadence === "monthly" && (
          <Field label={text.dayOfMonth}>
            <Select
              value={String(form.dayOfMonth)}
              options={Array.from({ length: 28 }, (_, index) => ({
                value: String(index + 1),
                label: String(index + 1),
              }))}
              onChange={({ target }) => change({ dayOfMonth: Number(target.value) })}
            />
          </Field>
        )}
        <Field label={text.hour} help={text.hourHelp(agency.timeZone)}>
          <Select
            value={String(form.hour)}
            options={hourOptions}
            onChange={({ target }) => change({ hour: Number(target.value) })}
          />
        </Field>
      </FieldGrid>
    </>
  );
}

function Recipients({ form, change, error }: PartProps & { readonly error: string | undefined }) {
  const people = useQuery(useTRPC().reports.listPeople.queryOptions());
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{text.recipients}</legend>
      {people.data?.items.map(({ userId, name }) => (
        <Checkbox
          key={userId}
          label={name}
          checked={form.recipientIds.includes(userId)}
          onChange={() => change({ recipientIds: toggled(form.recipientIds, userId) })}
        />
      ))}
      {error && <p className="text-bad">{error}</p>}
    </fieldset>
  );
}
