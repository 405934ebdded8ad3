"use client";

import type { PropertyDto } from "@stead/contracts/portfolio";
import { Button, IconButton } from "@stead/ui/button";
import type { ComboboxOption } from "@stead/ui/combobox";
import { Field, FieldError, FormActions } from "@stead/ui/field";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { ContactPicker } from "../../lib/contact-picker.tsx";
import { FormFailure } from "../../lib/form-failure.tsx";
import { formatShare } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { PercentInput } from "../../lib/percent-input.tsx";
import { forms } from "../../messages/en/forms.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { splitEqually, wholePpm } from "./owner-shares.ts";

type Row = { key: string; owner: ComboboxOption | null; sharePpm: number | null };

function rowsOf(property: PropertyDto): Row[] {
  const rows = property.owners.map(({ contactId, name, sharePpm }) => ({
    key: contactId,
    owner: { value: contactId, label: name },
    sharePpm,
  }));
  return rows.length > 0 ? rows : [newRow(wholePpm)];
}

function newRow(sharePpm: number | null): Row {
  return { key: crypto.randomUUID(), owner: null, sharePpm };
}

function totalOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { sharePpm }) => sum + (sharePpm ?? 0), 0);
}

/** What keeps the rows from being saved, in words. */
function problemOf(rows: readonly Row[]): string | null {
  if (rows.length === 0) return null;
  const total = totalOf(rows);
  if (total < wholePpm) return text.sharesMissing(formatShare(wholePpm - total));
  if (total > wholePpm) return text.sharesOver(formatShare(total - wholePpm));
  if (rows.some(({ owner, sharePpm }) => owner === null || sharePpm === null)) return text.ownerMissing;
  if (new Set(rows.map(({ owner }) => owner?.value)).size < rows.length) return text.ownerTwice;
  return null;
}

function useSaveOwners(property: PropertyDto, onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return useMutation(
    trpc.portfolio.setPropertyOwners.mutationOptions({
      onSuccess: async (saved) => {
        queryClient.setQueryData(trpc.portfolio.getProperty.queryKey({ id: property.id }), saved);
        notify({ title: text.ownersSaved, tone: "good" });
        onDone();
        await invalidate("contacts");
      },
    }),
  );
}

/** Owners and their shares, which add up to the whole before they can be saved. */
export default function OwnersEditor({
  property,
  onDone,
}: {
  readonly property: PropertyDto;
  readonly onDone: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [rows, setRows] = useState(() => rowsOf(property));
  const [version, setVersion] = useState(property.version);
  const save = useSaveOwners(property, onDone);
  const problem = problemOf(rows);
  const change = (key: string, patch: Partial<Row>) =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  const reload = async () => {
    const options = trpc.portfolio.getProperty.queryOptions({ id: property.id });
    const newest = await queryClient.fetchQuery({ ...options, staleTime: 0 });
    setVersion(newest.version);
    save.reset();
  };
  const submit = () =>
    save.mutate({
      id: property.id,
      version,
      owners: rows.flatMap(({ owner, sharePpm }) =>
        owner !== null && sharePpm !== null ? [{ contactId: owner.value, sharePpm }] : [],
      ),
    });
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) submit();
      }}
    >
      {rows.map((row) => (
        <OwnerRow
          key={row.key}
          row={row}
          onChange={(patch) => change(row.key, patch)}
          onRemove={() => setRows((before) => before.filter(({ key }) => key !== row.key))}
        />
      ))}
      <OwnersFooter rows={rows} problem={problem} onChange={setRows} />
      <FormFailure error={save.error} onReload={() => void reload()} />
      <FormActions>
        <Button onClick={onDone}>{forms.cancel}</Button>
        <Button type="submit" variant="primary" disabled={problem !== null} isLoading={save.isPending}>
          {text.saveOwners}
        </Button>
      </FormActions>
    </form>
  );
}

type OwnerRowProps = { row: Row; onChange: (patch: Partial<Row>) => void; onRemove: () => void };

function OwnerRow({ row, onChange, onRemove }: OwnerRowProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_7rem_auto] items-end gap-2">
      <Field label={text.owner}>
        <ContactPicker value={row.owner} onChange={(owner) => onChange({ owner })} />
      </Field>
      <Field label={text.share}>
        <PercentInput valuePpm={row.sharePpm} onChange={(sharePpm) => onChange({ sharePpm })} />
      </Field>
      <IconButton
        label={text.removeOwner(row.owner?.label ?? "")}
        icon={<X />}
        tipAlign="end"
        onClick={onRemove}
      />
    </div>
  );
}

type OwnersFooterProps = { rows: readonly Row[]; problem: string | null; onChange: (rows: Row[]) => void };

/** One more owner, equal shares, and how far the shares are from the whole. */
function OwnersFooter({ rows, problem, onChange }: OwnersFooterProps) {
  const totalPpm = totalOf(rows);
  const splitAll = () => {
    const shares = splitEqually(rows.length);
    onChange(rows.map((row, index) => ({ ...row, sharePpm: shares[index] ?? null })));
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          icon={<Plus />}
          onClick={() => onChange([...rows, newRow(Math.max(0, wholePpm - totalPpm) || null)])}
        >
          {text.addOwner}
        </Button>
        {rows.length > 1 && (
          <Button size="sm" variant="quiet" onClick={splitAll}>
            {text.splitEqually}
          </Button>
        )}
        <span className="ml-auto font-medium tabular-nums" aria-live="polite">
          {text.total} {formatShare(totalPpm)}
        </span>
      </div>
      <div aria-live="polite">
        {problem === text.ownerMissing && <p className="text-sm text-ink-2">{problem}</p>}
        {problem !== null && problem !== text.ownerMissing && <FieldError>{problem}</FieldError>}
      </div>
    </>
  );
}
