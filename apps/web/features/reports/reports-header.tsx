"use client";

import { PageHeader } from "@stead/ui/page-header";
import { Tabs } from "@stead/ui/tabs";
import type { ReactNode } from "react";
import { reports as text } from "../../messages/en/reports.ts";

const views = [
  { id: "gallery", label: text.gallery, href: "/reports" },
  { id: "schedules", label: text.schedules, href: "/reports/schedules" },
  { id: "history", label: text.history, href: "/reports/history" },
] as const;

/** The head of the pages about reports, with the ways between them. */
export function ReportsHeader({
  currentId,
  actions,
}: {
  readonly currentId: (typeof views)[number]["id"];
  readonly actions?: ReactNode;
}) {
  return (
    <>
      <PageHeader title={text.title} actions={actions} />
      <Tabs label={text.views} tabs={views} currentId={currentId} className="mb-6" />
    </>
  );
}
