"use client";

import { PageHeader } from "@stead/ui/page-header";
import { Tabs } from "@stead/ui/tabs";
import { useSession } from "../../lib/session.tsx";
import { collecting as text, events } from "../../messages/en/collecting.ts";

const views = [
  { id: "list", label: text.tabs.list, href: "/collections" },
  { id: "events", label: text.tabs.events, href: "/collections/events" },
] as const;

/** The head of what tenants were asked for and of what providers sent. */
export function CollectingHeader({ currentId }: { readonly currentId: (typeof views)[number]["id"] }) {
  const { propertyIds } = useSession();
  return (
    <>
      <PageHeader title={text.title}>{currentId === "list" ? text.help : events.help}</PageHeader>
      {propertyIds === null && (
        <Tabs label={text.views} tabs={views} currentId={currentId} className="mb-6" />
      )}
    </>
  );
}
