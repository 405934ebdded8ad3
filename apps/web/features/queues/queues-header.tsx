"use client";

import { PageHeader } from "@stead/ui/page-header";
import { Tabs } from "@stead/ui/tabs";
import { queues as text } from "../../messages/en/queues.ts";

const views = [
  { id: "overview", label: text.overview, href: "/queues" },
  { id: "jobs", label: text.jobs, href: "/queues/jobs" },
  { id: "dead", label: text.dead, href: "/queues/dead" },
  { id: "actions", label: text.history, href: "/queues/actions" },
] as const;

export type QueuesView = (typeof views)[number]["id"];

/** The head of the operators' pages about queues, with the ways between them. */
export function QueuesHeader({ currentId }: { readonly currentId: QueuesView }) {
  return (
    <>
      <PageHeader title={text.title}>{text.help}</PageHeader>
      <Tabs label={text.views} tabs={views} currentId={currentId} className="mb-6" />
    </>
  );
}
