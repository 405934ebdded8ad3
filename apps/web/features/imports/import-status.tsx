import type { ImportDto } from "@stead/contracts/imports";
import { StatusBadge } from "@stead/ui/badge";
import { imports as text } from "../../messages/en/imports.ts";

const tones = {
  uploaded: "neutral",
  analysing: "info",
  ready: "warn",
  checking: "info",
  checked: "warn",
  applying: "info",
  done: "good",
  failed: "bad",
  cancelled: "neutral",
  undoing: "info",
  undone: "neutral",
} as const;

export function ImportStatus({ status }: { readonly status: ImportDto["status"] }) {
  return <StatusBadge tone={tones[status]}>{text.statuses[status]}</StatusBadge>;
}
