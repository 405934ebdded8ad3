"use client";

import type { OpenDocumentInput } from "@stead/contracts/documents";
import { Menu } from "@stead/ui/menu";
import FileDown from "lucide-react/icons/file-down";
import { documents as text } from "../../messages/en/documents.ts";
import { DocumentButton } from "./document-button.tsx";
import { useDocument } from "./use-document.ts";

type DocumentChoice = { input: OpenDocumentInput; label: string; hint: string };

type MenuProps = { readonly choices: readonly DocumentChoice[]; readonly name?: string };

/** Opens one of several documents of a record as PDF. */
function DocumentMenu({ choices, name = text.pdf }: MenuProps) {
  const { open, isDrawing } = useDocument();
  const items = choices.map(({ input, label, hint }) => ({
    id: `${input.kind} ${input.id}`,
    label,
    hint,
    onSelect: () => open(input),
  }));
  return (
    <Menu label={text.asPdf} icon={<FileDown />} sections={[{ id: "documents", items }]}>
      {isDrawing ? text.drawing : name}
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

type Account = {
  id: string;
  number: number;
  role: string;
  status: string;
  unitLabel: string;
  propertyName: string;
};

/** The accounts of somebody who rents: one is opened at once, of several one is chosen. */
export function TenantStatements({ leases }: { readonly leases: readonly Account[] }) {
  const accounts = leases.filter(({ role, status }) => role === "tenant" && status !== "draft");
  const [first, ...others] = accounts;
  if (first === undefined) return null;
  if (others.length === 0)
    return <DocumentButton input={{ kind: "statement", id: first.id }} label={text.shortStatement} />;
  const choices = accounts.map(({ id, number, unitLabel, propertyName }) => ({
    input: { kind: "statement", id } as const,
    label: `${unitLabel}, ${propertyName}`,
    hint: `#${number}`,
  }));
  return <DocumentMenu choices={choices} name={text.shortStatement} />;
}
