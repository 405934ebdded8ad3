"use client";

import type { Clause } from "@stead/contracts/documents";
import { IconButton } from "@stead/ui/button";
import { Field } from "@stead/ui/field";
import { TextArea, TextInput } from "@stead/ui/text-input";
import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import Trash from "lucide-react/icons/trash-2";
import { fieldError } from "../../lib/form-failure.tsx";
import { documents as text } from "../../messages/en/documents.ts";

type Props = {
  readonly clause: Clause;
  readonly index: number;
  readonly isLast: boolean;
  readonly error: unknown;
  readonly onChange: (clause: Clause) => void;
  /** Puts the clause one place further on: -1 or 1. */
  readonly onMove: (step: -1 | 1) => void;
  readonly onRemove: () => void;
};

/** One clause in the editor, with its place among the others. */
export function ClauseFields({ clause, index, isLast, error, onChange, onMove, onRemove }: Props) {
  return (
    <li className="grid gap-3 border-t pt-4">
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium">{text.clause(index + 1)}</span>
        <span className="flex gap-1">
          <IconButton label={text.up} icon={<ArrowUp />} disabled={index === 0} onClick={() => onMove(-1)} />
          <IconButton label={text.down} icon={<ArrowDown />} disabled={isLast} onClick={() => onMove(1)} />
          <IconButton label={text.remove} icon={<Trash />} onClick={onRemove} />
        </span>
      </div>
      <Field label={text.heading} isRequired error={fieldError(error, `clauses.${index}.heading`)}>
        <TextInput
          required
          maxLength={200}
          value={clause.heading}
          onChange={(event) => onChange({ ...clause, heading: event.target.value })}
        />
      </Field>
      <Field label={text.body} isRequired error={fieldError(error, `clauses.${index}.body`)}>
        <TextArea
          required
          rows={5}
          maxLength={6000}
          value={clause.body}
          onChange={(event) => onChange({ ...clause, body: event.target.value })}
        />
      </Field>
    </li>
  );
}
