"use client";

import { Button } from "@stead/ui/button";
import { Dialog } from "@stead/ui/dialog";
import { Field } from "@stead/ui/field";
import { useLabels } from "@stead/ui/labels";
import { TextInput } from "@stead/ui/text-input";
import { useId, useState, type ReactNode } from "react";
import { forms as text } from "../messages/en/forms.ts";
import { FormFailure } from "./form-failure.tsx";

export type FormDialogProps = {
  title: string;
  /** What this does, in numbers. */
  description?: ReactNode;
  /** A verb with its figure: "Credit KES 1,200.00". */
  submitLabel: string;
  /** Danger for what cannot be taken back. */
  tone?: "primary" | "danger";
  /** Must be typed before the button works: for what moves money out. */
  phrase?: string;
  isReady?: boolean;
  isBusy: boolean;
  error: unknown;
  /** Paths of the input whose messages the fields show themselves. */
  shown?: readonly string[];
  onReload?: () => void;
  onSubmit: () => void;
  onClose: () => void;
  size?: "md" | "lg" | "xl";
  children: ReactNode;
};

/** A form on top of the page: its fields, why it was refused, its buttons. A click beside it loses nothing. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, submitLabel, tone = "primary", phrase, isReady = true, isBusy, error } = props;
  const { shown, onReload, onSubmit, onClose, size, children } = props;
  const id = useId();
  const [typed, setTyped] = useState("");
  const isConfirmed = isReady && (phrase === undefined || typed.trim() === phrase);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isDismissable={false}
      title={title}
      description={description}
      {...(size && { size })}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" form={id} variant={tone} disabled={!isConfirmed} isLoading={isBusy}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isConfirmed && !isBusy) onSubmit();
        }}
      >
        {children}
        {phrase !== undefined && <PhraseField phrase={phrase} typed={typed} onType={setTyped} />}
        <FormFailure error={error} {...(shown && { shown })} onReload={onReload} />
      </form>
    </Dialog>
  );
}

type PhraseFieldProps = {
  readonly phrase: string;
  readonly typed: string;
  readonly onType: (typed: string) => void;
};

function PhraseField({ phrase, typed, onType }: PhraseFieldProps) {
  const labels = useLabels();
  return (
    <Field label={labels.typeToConfirm(phrase)}>
      <TextInput
        value={typed}
        onChange={(event) => onType(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </Field>
  );
}
