"use client";

import type { OpenDocumentInput } from "@stead/contracts/documents";
import { Button } from "@stead/ui/button";
import FileDown from "lucide-react/icons/file-down";
import { documents as text } from "../../messages/en/documents.ts";
import { useDocument } from "./use-document.ts";

type ButtonProps = { readonly input: OpenDocumentInput; readonly label?: string };

/** Opens one document as PDF. */
export function DocumentButton({ input, label = text.pdf }: ButtonProps) {
  const { open, isDrawing } = useDocument();
  return (
    <Button icon={<FileDown />} isLoading={isDrawing} onClick={() => open(input)}>
      {label}
    </Button>
  );
}
