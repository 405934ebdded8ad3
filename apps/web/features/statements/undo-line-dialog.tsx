"use client";

import type { StatementLineDto } from "@stead/contracts/statements";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { line as text } from "../../messages/en/statements.ts";
import type { LineActs } from "./use-line-change.ts";

type DialogProps = {
  readonly line: StatementLineDto;
  readonly undo: LineActs["undo"];
  readonly onClose: () => void;
};

/** Takes back what was decided of a line. */
export default function UndoLineDialog({ line, undo, onClose }: DialogProps) {
  return (
    <ConfirmDialog
      isOpen
      title={text.undoTitle}
      confirmLabel={text.undo}
      isBusy={undo.isPending}
      onCancel={onClose}
      onConfirm={() => undo.mutate({ id: line.id, version: line.version }, { onSettled: onClose })}
    >
      {line.state === "booked" ? text.undoBooked : text.undoPlain}
    </ConfirmDialog>
  );
}
