import type { ReactNode } from "react";

export interface ToastInput {
  readonly title: string;
  readonly description?: ReactNode;
  readonly tone?: "neutral" | "good" | "bad";
  /** What was done can be taken back: shows an undo button. */
  readonly onUndo?: () => void;
  /** Another button; not together with undo. */
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  /** 0 stays until closed. Errors stay, the rest go after six seconds. */
  readonly timeoutMs?: number;
}

type Sink = (toast: ToastInput) => void;

const waiting: ToastInput[] = [];
let sink: Sink | null = null;
let wake: (() => void) | null = null;

/** Says that something happened. Works anywhere in the browser; needs one ToastHost on the page. */
export function notify(toast: ToastInput): void {
  if (sink) {
    sink(toast);
    return;
  }
  waiting.push(toast);
  wake?.();
}

/** Registers what loads the toaster; returns the release. Called at once when toasts already wait. */
export function onFirstToast(callback: () => void): () => void {
  wake = callback;
  if (waiting.length > 0) callback();
  return () => {
    wake = null;
  };
}

/** Hands every waiting and coming toast to the toaster; returns the release. */
export function connectToaster(next: Sink): () => void {
  sink = next;
  for (const toast of waiting.splice(0)) next(toast);
  return () => {
    sink = null;
  };
}
