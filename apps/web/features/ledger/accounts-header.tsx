"use client";

import { PageHeader } from "@stead/ui/page-header";
import { Tabs } from "@stead/ui/tabs";
import type { ReactNode } from "react";
import { useCan } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";

const views = [
  { id: "journal", label: text.journal, href: "/accounts" },
  { id: "trial-balance", label: text.trialBalance, href: "/accounts/trial-balance" },
  { id: "months", label: text.months, href: "/accounts/months" },
  { id: "proof", label: text.proof, href: "/accounts/proof" },
] as const;
const opening = { id: "opening", label: text.opening, href: "/accounts/opening" } as const;

export type AccountsView = (typeof views)[number]["id"] | typeof opening.id;

/** The head of every page of the books, with the ways between them. */
export function AccountsHeader({
  currentId,
  actions,
}: {
  readonly currentId: AccountsView;
  readonly actions?: ReactNode;
}) {
  const canPost = useCan("ledger:write");
  return (
    <>
      <PageHeader title={text.title} actions={actions} />
      <Tabs
        label={text.views}
        tabs={canPost ? [...views, opening] : views}
        currentId={currentId}
        className="mb-6"
      />
    </>
  );
}
