import type { ImportDto } from "@stead/contracts/imports";
import type { Permission } from "@stead/contracts/permissions";
import { AppError } from "@stead/kernel/errors";
import type { ImportKind } from "@stead/contracts/imports";

export type ImportStatus = ImportDto["status"];

/** What the rows of an import change, beside the import itself. */
export const kindPermissions: Record<ImportKind, Permission> = {
  properties: "portfolio:write",
  units: "portfolio:write",
  contacts: "contacts:write",
  leases: "leases:write",
  opening_balances: "ledger:write",
};

const steps = {
  map: ["ready", "checked", "failed", "cancelled"],
  check: ["ready", "checked", "failed", "cancelled"],
  apply: ["checked", "failed", "cancelled"],
  cancel: ["uploaded", "analysing", "ready", "checking", "checked", "applying", "undoing"],
  undo: ["done", "failed", "cancelled", "undone"],
} as const satisfies Record<string, readonly ImportStatus[]>;

export type ImportStep = keyof typeof steps;

const phrases: Record<ImportStep, string> = {
  map: "its columns can be mapped",
  check: "it can be checked",
  apply: "it can be applied",
  cancel: "it can be cancelled",
  undo: "it can be undone",
};

export type ImportState = {
  status: ImportStatus;
  columns: readonly string[];
  appliedRow: number;
  isChecked: boolean;
};

/** Throws PRECONDITION unless the step may follow on what the import is now. */
export function requireStep(state: ImportState, step: ImportStep): void {
  const allowed: readonly ImportStatus[] = steps[step];
  const refuse = (message: string) => {
    throw new AppError("PRECONDITION", message, { status: state.status });
  };
  if (!allowed.includes(state.status))
    refuse(`the import is ${state.status}; ${phrases[step]} when it is ${allowed.join(", ")}`);
  if (step === "cancel") return;
  if (step === "undo") {
    if (state.appliedRow === 0) refuse("no row of this import was applied; there is nothing to undo");
    return;
  }
  if (state.columns.length === 0) refuse("the file could not be read; upload it again");
  if (step !== "apply" && state.appliedRow > 0)
    refuse("some rows were applied already; apply the rest, or upload the file again");
  if (step === "apply" && state.appliedRow === 0 && !state.isChecked)
    refuse("check the import with this mapping first");
}
