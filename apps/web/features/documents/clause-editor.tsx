"use client";

import type { Clause, LeaseClausesDto } from "@stead/contracts/documents";
import { Button } from "@stead/ui/button";
import { Field, FormActions } from "@stead/ui/field";
import { Section } from "@stead/ui/section";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Plus from "lucide-react/icons/plus";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { useCan } from "../../lib/session.tsx";
import { documents as text } from "../../messages/en/documents.ts";
import { ClauseFields } from "./clause-fields.tsx";
import { ClausePreview } from "./clause-preview.tsx";
import { VariableTable } from "./variable-table.tsx";

type Props = { readonly stored: LeaseClausesDto; readonly onReload: () => void };
/** A clause with a key of its own, so that it keeps its fields when it moves. */
type EditedClause = Clause & { key: string };

const withKey = (clause: Clause): EditedClause => ({ ...clause, key: crypto.randomUUID() });

function moved<T>(list: readonly T[], from: number, step: number): T[] {
  const next = [...list];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(from + step, 0, taken);
  return next;
}

/** The clauses of the agency's leases. Saving makes a version; leases are printed with the newest. */
export function ClauseEditor({ stored, onReload }: Props) {
  const canWrite = useCan("agency:write");
  const [title, setTitle] = useState(stored.title);
  const [clauses, setClauses] = useState(() => stored.clauses.map(withKey));
  const [isPreview, setIsPreview] = useState(false);
  const save = useSaveClauses();
  const plain = clauses.map(({ heading, body }) => ({ heading, body }));
  const shown = plain.flatMap((_, index) => [`clauses.${index}.heading`, `clauses.${index}.body`]);
  return (
    <Section title={text.clauses} description={text.clausesHelp}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="text-ink-2">{text.clausesVersion(stored.version)}</span>
        <Button onClick={() => setIsPreview(!isPreview)}>{isPreview ? text.edit : text.preview}</Button>
      </div>
      {isPreview ? (
        <ClausePreview clauses={plain} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({ version: stored.version, title, clauses: plain });
          }}
        >
          <fieldset disabled={!canWrite} className="grid gap-4">
            <Field label={text.name} isRequired error={fieldError(save.error, "title")}>
              <TextInput
                required
                maxLength={200}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            </Field>
            <ol className="grid gap-4">
              {clauses.map((clause, index) => (
                <ClauseFields
                  key={clause.key}
                  clause={clause}
                  index={index}
                  isLast={index === clauses.length - 1}
                  error={save.error}
                  onChange={(next) => setClauses(clauses.with(index, { ...next, key: clause.key }))}
                  onMove={(step) => setClauses(moved(clauses, index, step))}
                  onRemove={() => setClauses(clauses.toSpliced(index, 1))}
                />
              ))}
            </ol>
            <FormFailure error={save.error} shown={["title", ...shown]} onReload={onReload} />
            {canWrite && (
              <FormActions>
                <Button
                  icon={<Plus />}
                  onClick={() => setClauses([...clauses, withKey({ heading: "", body: "" })])}
                >
                  {text.add}
                </Button>
                <Button type="submit" variant="primary" isLoading={save.isPending}>
                  {text.saveVersion}
                </Button>
              </FormActions>
            )}
          </fieldset>
        </form>
      )}
      <VariableTable variables={stored.variables} />
    </Section>
  );
}

function useSaveClauses() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.documents.saveLeaseClauses.mutationOptions({
      onSuccess: (saved) => {
        notify({ title: text.savedVersion(saved.version), tone: "good" });
        queryClient.setQueryData(trpc.documents.leaseClauses.queryKey(), saved);
      },
    }),
  );
}
