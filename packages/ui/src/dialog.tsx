"use client";

import X from "lucide-react/icons/x";
import { useId, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { useLabels } from "./labels.tsx";
import { NativeDialog } from "./native-dialog.tsx";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons at the end, the main one last. A submit button inside reaches a form by its `form` attribute. */
  readonly footer?: ReactNode;
  readonly size?: "md" | "lg" | "xl";
  /** False while work must not be lost by a click beside it. */
  readonly isDismissable?: boolean;
}

/** A task on top of the page. On a phone it rises from the bottom. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  children,
  footer,
  size = "md",
  isDismissable = true,
}: DialogProps) {
  const id = useId();
  const labels = useLabels();
  return (
    <NativeDialog
      isOpen={isOpen}
      onClose={onClose}
      className="dialog"
      size={size}
      isDismissable={isDismissable}
      labelledBy={`${id}-title`}
      describedBy={description ? `${id}-description` : undefined}
    >
      <div className="paper" tabIndex={-1}>
        <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
          <div>
            <h2 id={`${id}-title`} className="text-lg font-semibold">
              {title}
            </h2>
            {description && (
              <p id={`${id}-description`} className="text-pretty text-ink-2">
                {description}
              </p>
            )}
          </div>
          <IconButton
            label={labels.close}
            icon={<X />}
            size="sm"
            tipAlign="end"
            className="-mr-1.5"
            onClick={onClose}
          />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
        {footer && <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>}
      </div>
    </NativeDialog>
  );
}
