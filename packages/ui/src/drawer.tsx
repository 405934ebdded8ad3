"use client";

import X from "lucide-react/icons/x";
import { useEffect, useEffectEvent, useId, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { useLabels } from "./labels.tsx";
import { NativeDialog } from "./native-dialog.tsx";

interface PanelContent {
  readonly title: ReactNode;
  /** Beside the close button: a link to the whole page. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly onClose: () => void;
}

function PanelBody({
  title,
  actions,
  children,
  footer,
  onClose,
  id,
}: PanelContent & { readonly id: string }) {
  const labels = useLabels();
  return (
    <>
      <header className="flex min-h-12 flex-none items-center justify-between gap-4 border-b py-2 pr-3 pl-5">
        <h2 id={id} className="min-w-0 truncate text-lg font-semibold">
          {title}
        </h2>
        <div className="flex flex-none items-center gap-1">
          {actions}
          <IconButton label={labels.close} icon={<X />} size="sm" tipAlign="end" onClick={onClose} />
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-5">{children}</div>
      {footer && (
        <footer className="flex flex-none flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>
      )}
    </>
  );
}

export interface DrawerProps extends PanelContent {
  readonly isOpen: boolean;
  readonly size?: "md" | "lg";
  readonly isDismissable?: boolean;
}

/** A longer task from the right edge, on top of the page. */
export function Drawer({ isOpen, onClose, size = "md", isDismissable = true, ...content }: DrawerProps) {
  const id = useId();
  return (
    <NativeDialog
      isOpen={isOpen}
      onClose={onClose}
      className="drawer"
      size={size}
      isDismissable={isDismissable}
      labelledBy={id}
    >
      <div className="paper" tabIndex={-1}>
        <PanelBody {...content} id={id} onClose={onClose} />
      </div>
    </NativeDialog>
  );
}

export interface SidePanelProps extends PanelContent {
  readonly isOpen: boolean;
}

/** A look beside the list: the list keeps the focus and its keys. Escape closes. */
export function SidePanel({ isOpen, onClose, ...content }: SidePanelProps) {
  const id = useId();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog:modal")) return;
    onClose();
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <aside className="side-panel" aria-labelledby={id}>
      <PanelBody {...content} id={id} onClose={onClose} />
    </aside>
  );
}
