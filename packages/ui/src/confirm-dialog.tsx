"use client";

import { useId, useState, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { Callout } from "./callout.tsx";
import { Field } from "./field.tsx";
import { useLabels } from "./labels.tsx";
import { NativeDialog } from "./native-dialog.tsx";
import { TextInput } from "./text-input.tsx";

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
  readonly title: string;
  /** What will happen, in numbers. */
  readonly children: ReactNode;
  /** A verb: "Refund USD 1,200.00". */
  readonly confirmLabel: string;
  readonly tone?: "danger" | "primary";
  /** Must be typed before the button works: for what moves money out or cannot be undone. */
  readonly phrase?: string;
  readonly isBusy?: boolean;
  readonly error?: string | null | undefined;
}

/** Asks once before something irreversible. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const id = useId();
  return (
    <NativeDialog
      isOpen={props.isOpen}
      onClose={props.onCancel}
      className="dialog"
      role="alertdialog"
      isDismissable={false}
      labelledBy={`${id}-title`}
      describedBy={`${id}-body`}
    >
      <ConfirmBody {...props} id={id} />
    </NativeDialog>
  );
}

function ConfirmBody(props: ConfirmDialogProps & { readonly id: string }) {
  const {
    onCancel,
    onConfirm,
    title,
    children,
    confirmLabel,
    tone = "danger",
    phrase,
    isBusy = false,
    error,
    id,
  } = props;
  const labels = useLabels();
  const [typed, setTyped] = useState("");
  const isReady = phrase === undefined || typed.trim() === phrase;
  return (
    <form
      className="paper"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isBusy) onConfirm();
      }}
    >
      <div className="grid gap-4 overflow-y-auto px-5 pt-4 pb-5">
        <div>
          <h2 id={`${id}-title`} className="text-lg font-semibold">
            {title}
          </h2>
          <div id={`${id}-body`} className="mt-1 text-ink-2">
            {children}
          </div>
        </div>
        {phrase !== undefined && (
          <Field label={labels.typeToConfirm(phrase)}>
            <TextInput
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        )}
        {error && <Callout tone="bad">{error}</Callout>}
      </div>
      <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">
        <Button onClick={onCancel}>{labels.cancel}</Button>
        <Button type="submit" variant={tone} disabled={!isReady} isLoading={isBusy}>
          {confirmLabel}
        </Button>
      </footer>
    </form>
  );
}
