"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { useEffect, useRef } from "react";
import { errors } from "../messages/en/errors.ts";
import { forms as text } from "../messages/en/forms.ts";
import { viewError } from "./errors.ts";
import { sentence } from "./sentence.ts";

/** The message of a failed save for one field of its input (`owners.0.sharePpm`), or null. */
export function fieldError(error: unknown, path: string): string | null {
  return error ? (viewError(error).fields.get(path) ?? null) : null;
}

/** A message away from its field names it: `items.0.taxPpm` is "Tax ppm". */
function fieldWords(path: string, message: string): string {
  const name = path.split(".").findLast((part) => !/^\d*$/.test(part));
  if (name === undefined) return message;
  const words = name.replaceAll(/([A-Z])/g, " $1").toLowerCase();
  return text.atField(sentence(words), message);
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

/**
 * Why a form was refused, above its buttons: everything that does not stand at a field, and the request id. The first
 * wrong field takes the focus; without one this comes into sight.
 */
export function FormFailure({ error, shown = [], onReload, isReloading = false }: FormFailureProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!error) return;
    const wrong = place.current?.closest("form")?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else place.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  if (!error) return null;
  const view = viewError(error);
  const others = [...view.fields].filter(([path]) => !shown.includes(path));
  const isConflict = view.code === "CONFLICT" && onReload !== undefined;
  return (
    <div ref={place}>
      <Callout
        tone="bad"
        title={view.fields.size > 0 ? errors.titles["INVALID"] : view.title}
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
          <p key={path}>{fieldWords(path, message)}</p>
        ))}
        {isConflict && <p>{text.conflictHelp}</p>}
        {view.requestId && (
          <p className="mt-1 text-sm">
            {text.requestId} <span className="mono">{view.requestId}</span>
          </p>
        )}
      </Callout>
    </div>
  );
}
