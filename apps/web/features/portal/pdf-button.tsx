"use client";

import type { OpenPortalDocumentInput } from "@stead/contracts/portal";
import { Button } from "@stead/ui/button";
import FileDown from "lucide-react/icons/file-down";
import { lists as text } from "../../messages/en/portal.ts";
import { usePortalDocument } from "./use-portal-document.ts";

type PdfButtonProps = {
  readonly input: OpenPortalDocumentInput;
  /** What is opened, for those who hear it. */
  readonly label: string;
  readonly children?: string;
};

/** Opens a document of the tenant's as PDF. */
export function PdfButton({ input, label, children = text.pdf }: PdfButtonProps) {
  const { open, isDrawing } = usePortalDocument(input);
  return (
    <Button size="sm" icon={<FileDown />} aria-label={label} isLoading={isDrawing} onClick={open}>
      {children}
    </Button>
  );
}
