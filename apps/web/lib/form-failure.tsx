"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { forms as text } from "../messages/en/forms.ts";
import { viewError } from "./errors.ts";

/** The message of a failed save for one field of its input (`owners.0.sharePpm`), or null. */
export function fieldError(error: unknown, path: string): string | null {
  return error ? (viewError(error).fields.get(path) ?? null) : null;
}

export type FormFailureProps = {
  /** What the save threw; nothing is shown without it. */
  error: unknown;
  /** Paths whose messages stand at their fields already. */
  shown?: readonly string[];
  /** Loads the newest state after somebody else changed the record. */
  onReload?: (() => void) | undefined;
  isReloading?: boolean;
};

/** Why a form was refused, above its buttons: everything that does not stand at a field, and the request id. */
export function FormFailure({ error, shown = [], onReload, isReloading = false }: FormFailureProps) {
  if (!error) return null;
  const view = viewError(error);
  const others = [...view.fields].filter(([path]) => !shown.includes(path));
  const isConflict = view.code === "CONFLICT" && onReload !== undefined;
  return (
    <Callout
      tone="bad"
      title={view.title}
      action={
        isConflict && (
          <Button size="sm" onClick={onReload} isLoading={isReloading}>
            {text.loadNewest}
          </Button>
        )
      }
    >
      {view.fields.size === 0 && <p>{view.message}</p>}
      {others.map(([path, message]) => (
        <p key={path}>{message}</p>
      ))}
      {isConflict && <p>{text.conflictHelp}</p>}
      {view.requestId && (
        <p className="mt-1 text-sm">
          {text.requestId} <span className="mono">{view.requestId}</span>
        </p>
      )}
    </Callout>
  );
}
