"use client";

import { Toast } from "@base-ui/react/toast";
import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import X from "lucide-react/icons/x";
import { useEffect } from "react";
import { useLabels, type Labels } from "./labels.tsx";
import { connectToaster, type ToastInput } from "./toast-queue.ts";

const manager = Toast.createToastManager();

function show(toast: ToastInput, labels: Labels): void {
  const isBad = toast.tone === "bad";
  const action = toast.onUndo ? { label: labels.undo, onSelect: toast.onUndo } : toast.action;
  const id = manager.add({
    title: toast.title,
    description: toast.description,
    type: toast.tone ?? "neutral",
    priority: isBad ? "high" : "low",
    timeout: toast.timeoutMs ?? (isBad ? 0 : 6000),
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          action.onSelect();
          manager.close(id);
        },
      },
    }),
  });
}

/** The stack of toasts; loaded with the first one. */
export default function Toaster() {
  const labels = useLabels();
  useEffect(() => connectToaster((toast) => show(toast, labels)), [labels]);
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="toast-viewport">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const labels = useLabels();
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} swipeDirection={["right", "down"]} className="toast paper">
      {toast.type === "good" && <CircleCheck aria-hidden className="mt-0.5 size-4 flex-none text-good" />}
      {toast.type === "bad" && <CircleAlert aria-hidden className="mt-0.5 size-4 flex-none text-bad" />}
      <div className="min-w-0 flex-1">
        <Toast.Title render={<p />} className="font-medium" />
        <Toast.Description className="text-ink-2" />
      </div>
      <Toast.Action className="btn -my-1" data-variant="secondary" data-size="sm" />
      <Toast.Close
        aria-label={labels.close}
        className="btn -my-1 -mr-1"
        data-variant="quiet"
        data-size="sm"
        data-square=""
      >
        <X aria-hidden />
      </Toast.Close>
    </Toast.Root>
  ));
}
