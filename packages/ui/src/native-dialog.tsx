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

/** The browser's modal dialog, controlled: it traps focus, gives it back, and closes on Escape or a click beside it. */
export function NativeDialog(props: NativeDialogProps) {
  const { isOpen, onClose, className, size, isDismissable = true, role = "dialog", children } = props;
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  useEffect(() => {
    if (!element) return;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
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
      <OverlayContainer value={element}>{isOpen && children}</OverlayContainer>
    </dialog>
  );
}
