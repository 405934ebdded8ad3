"use client";

import type { ImportDto } from "@stead/contracts/imports";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import { Switch } from "@stead/ui/switch";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { imports as text } from "../../messages/en/imports.ts";

/** Says which column is what, beside the first rows of the file; then has every row checked. */
export function ImportMapping({
  record,
  onSaved,
}: {
  readonly record: ImportDto;
  readonly onSaved: () => void;
}) {
  const trpc = useTRPC();
  const [mapping, setMapping] = useState(record.mapping);
  const [isUpdateAllowed, setUpdateAllowed] = useState(record.options.isUpdateAllowed);
  const check = useMutation(trpc.imports.check.mutationOptions({ onSuccess: onSaved }));
  const map = useMutation(
    trpc.imports.map.mutationOptions({ onSuccess: (saved) => check.mutate({ id: saved.id }) }),
  );
  const missing = record.fields.filter((field) => field.isRequired && !mapping[field.name]);
  const error = map.error ?? check.error;
  const choose = (field: string, column: string) =>
    setMapping(
      column === ""
        ? Object.fromEntries(Object.entries(mapping).filter(([name]) => name !== field))
        : { ...mapping, [field]: column },
    );
  return (
    <>
      {error && <Callout tone="bad">{viewError(error).message}</Callout>}
      <Section title={text.mapTitle} description={text.mapHelp}>
        <div className="grid max-w-3xl gap-2">
          {record.fields.map((field) => (
            <div
              key={field.name}
              className="grid items-center gap-x-4 gap-y-1 border-b border-line py-1.5 sm:grid-cols-[14rem_16rem_1fr]"
            >
              <label htmlFor={`map-${field.name}`}>
                <span className="font-medium">{field.label}</span>
                {field.isRequired && <span className="text-ink-3"> · {text.required}</span>}
                <span className="block text-sm text-ink-2">{field.help}</span>
              </label>
              <Select
                id={`map-${field.name}`}
                size="sm"
                placeholder={text.leaveOut}
                options={record.columns.map((column) => ({ value: column, label: column }))}
                value={mapping[field.name] ?? ""}
                onChange={(event) => choose(field.name, event.target.value)}
              />
              <span className="truncate font-mono text-sm text-ink-2">
                {sampleOf(record, mapping[field.name]) ?? `${text.example} ${field.example}`}
              </span>
            </div>
          ))}
        </div>
      </Section>
      <SampleRows record={record} />
      <Switch
        label={text.allowUpdates}
        help={text.allowUpdatesHelp}
        checked={isUpdateAllowed}
        onChange={(event) => setUpdateAllowed(event.target.checked)}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          disabled={missing.length > 0}
          isLoading={map.isPending || check.isPending}
          onClick={() =>
            map.mutate({ id: record.id, version: record.version, mapping, options: { isUpdateAllowed } })
          }
        >
          {text.check}
        </Button>
        <p className="text-ink-2">
          {missing.length > 0 ? text.missing(missing.map((field) => field.label).join(", ")) : text.checkHelp}
        </p>
      </div>
    </>
  );
}

function sampleOf(record: ImportDto, column: string | undefined): string | null {
  const index = column === undefined ? -1 : record.columns.indexOf(column);
  return index < 0 ? null : (record.sample.map((row) => row[index] ?? "").find((cell) => cell !== "") ?? "");
}

function SampleRows({ record }: { readonly record: ImportDto }) {
  return (
    <Section title={text.sample} className="min-w-0">
      <div
        className="overflow-x-auto rounded-md border border-line"
        tabIndex={0}
        role="region"
        aria-label={text.sample}
      >
        <table className="w-full text-sm whitespace-nowrap">
          <thead>
            <tr className="border-b border-line bg-sunken text-left">
              {record.columns.map((column, index) => (
                <th key={index} scope="col" className="px-3 py-1.5 font-medium">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {record.sample.slice(0, 5).map((row, rowIndex) => (
              <tr key={rowIndex} className="border-b border-line last:border-0">
                {record.columns.map((_, index) => (
                  <td key={index} className="max-w-64 truncate px-3 py-1.5">
                    {row[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
