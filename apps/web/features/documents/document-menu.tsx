"use client";

import type { OpenDocumentInput } from "@stead/contracts/documents";
import { Menu } from "@stead/ui/menu";
import FileDown from "lucide-react/icons/file-down";
import { documents as text } from "../../messages/en/documents.ts";
import { useDocument } from "./use-document.ts";

type DocumentChoice = { input: OpenDocumentInput; label: string; hint: string };

/** Opens one of several documents of a record as PDF. */
function DocumentMenu({ choices }: { readonly choices: readonly DocumentChoice[] }) {
  const { open, isDrawing } = useDocument();
  const items = choices.map(({ input, label, hint }) => ({
    id: input.kind,
    label,
    hint,
    onSelect: () => open(input),
  }));
  return (
    <Menu label={text.asPdf} icon={<FileDown />} sections={[{ id: "documents", items }]}>
      {isDrawing ? text.drawing : text.pdf}
    </Menu>
  );
}

export function InvoiceDocuments({ id }: { readonly id: string }) {
  return (
    <DocumentMenu
      choices={[
        { input: { kind: "invoice", id }, label: text.invoice, hint: text.invoiceHint },
        { input: { kind: "settlement", id }, label: text.settlement, hint: text.settlementHint },
      ]}
    />
  );
}

/** A lease that is a draft has no account yet. */
export function LeaseDocuments({ id, isDraft }: { readonly id: string; readonly isDraft: boolean }) {
  const lease = { input: { kind: "lease", id }, label: text.lease, hint: text.leaseHint } as const;
  const statement = {
    input: { kind: "statement", id },
    label: text.statement,
    hint: text.statementHint,
  } as const;
  return <DocumentMenu choices={isDraft ? [lease] : [lease, statement]} />;
}
