"use client";

import { useEffect, useState, type ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { OverlayContainer } from "./overlay-container.ts";

export interface NativeDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly className: string;
  readonly size?: string;
  /** False while work must not be lost by a click beside it. */
  readonly isDismissable?: boolean;
  readonly role?: "dialog" | "alertdialog";
  readonly labelledBy?: string;
  readonly describedBy?: string | undefined;
  readonly label?: string;
  readonly children: ReactNode;
}

const fields = "input:not([type=hidden], [tabindex='-1'], :disabled), textarea, select";

/** Into the first field, so that a person can type at once; on a touch screen that would raise the keyboard over the text. */
function focusFirst(dialog: HTMLDialogElement): void {
  const wanted = dialog.querySelector<HTMLElement>("[data-autofocus]");
  const isTouch = matchMedia("(pointer: coarse)").matches;
  const field = isTouch ? null : dialog.querySelector<HTMLElement>(fields);
  (wanted ?? field ?? dialog.querySelector<HTMLElement>(".paper"))?.focus();
}

/** Keeps the page behind from scrolling, and its width from jumping where scroll bars take room. */
function lockPage(): () => void {
  const root = document.documentElement;
  if (root.dataset["locked"] !== undefined) return () => undefined;
  root.dataset["locked"] = innerWidth > root.clientWidth ? "gutter" : "";
  return () => {
    delete root.dataset["locked"];
  };
}

/** The browser's modal dialog, controlled: it traps focus, gives it back, and closes on Escape or a click beside it. */
export function NativeDialog(props: NativeDialogProps) {
  const { isOpen, onClose, className, size, isDismissable = true, role = "dialog", children } = props;
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  useEffect(() => {
    if (!element || !isOpen) return undefined;
    element.showModal();
    focusFirst(element);
    const unlockPage = lockPage();
    return () => {
      unlockPage();
      element.close();
    };
  }, [element, isOpen]);
  return (
    <dialog
      ref={setElement}
      role={role}
      className={joinClasses("overlay", className)}
      data-size={size}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      aria-label={props.label}
      onCancel={(event) => {
        if (event.target !== element) return;
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        if (event.target === element && isOpen) onClose();
      }}
      onPointerDown={(event) => {
        if (isDismissable && event.target === element) onClose();
      }}
    >
      <OverlayContainer value={element ?? undefined}>{isOpen && children}</OverlayContainer>
    </dialog>
  );
}
