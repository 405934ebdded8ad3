"use client";

import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Tabs } from "@stead/ui/tabs";
import type { ReactNode } from "react";
import { useSession } from "../../lib/session.tsx";
import { accounts, lines, statements as text } from "../../messages/en/statements.ts";

const views = [
  { id: "files", label: text.tabs.files, href: "/statements" },
  { id: "lines", label: text.tabs.lines, href: "/statements/lines" },
  { id: "accounts", label: text.tabs.accounts, href: "/statements/accounts" },
] as const;
type View = (typeof views)[number]["id"];

const helps: Readonly<Record<View, string>> = {
  files: text.help,
  lines: lines.help,
  accounts: accounts.help,
};

type StatementsFrameProps = {
  readonly currentId: View;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** The head of files, lines and accounts; what is below is for people who see the whole agency. */
export function StatementsFrame({ currentId, actions, children }: StatementsFrameProps) {
  const { propertyIds } = useSession();
  if (propertyIds !== null)
    return (
      <>
        <PageHeader title={text.title} />
        <EmptyState title={text.limited} />
      </>
    );
  return (
    <>
      <PageHeader title={text.title} actions={actions}>
        {helps[currentId]}
      </PageHeader>
      <Tabs label={text.views} tabs={views} currentId={currentId} className="mb-6" />
      {children}
    </>
  );
}
