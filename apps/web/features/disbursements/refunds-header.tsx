"use client";

import { PageHeader } from "@stead/ui/page-header";
import { Tabs } from "@stead/ui/tabs";
import type { ReactNode } from "react";
import { useSession } from "../../lib/session.tsx";
import { bankFiles, refunds as text } from "../../messages/en/disbursements.ts";

const views = [
  { id: "list", label: text.tabs.list, href: "/refunds" },
  { id: "files", label: text.tabs.files, href: "/refunds/files" },
] as const;

type HeaderProps = { readonly currentId: (typeof views)[number]["id"]; readonly actions?: ReactNode };

/** The head of refunds and of files for the bank. */
export function RefundsHeader({ currentId, actions }: HeaderProps) {
  const { propertyIds } = useSession();
  return (
    <>
      <PageHeader title={text.title} actions={actions}>
        {currentId === "list" ? text.help : bankFiles.help}
      </PageHeader>
      {propertyIds === null && (
        <Tabs label={text.views} tabs={views} currentId={currentId} className="mb-6" />
      )}
    </>
  );
}
