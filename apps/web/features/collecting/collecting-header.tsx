"use client";

import { Button } from "@stead/ui/button";
import { PageHeader } from "@stead/ui/page-header";
import { Tabs } from "@stead/ui/tabs";
import { lazy, Suspense, useState } from "react";
import { useCan, useSession } from "../../lib/session.tsx";
import { collect, collecting as text, events } from "../../messages/en/collecting.ts";

const loadCollect = () => import("./collect-from-dialog.tsx");
const CollectFromDialog = lazy(loadCollect);

const views = [
  { id: "list", label: text.tabs.list, href: "/collections" },
  { id: "events", label: text.tabs.events, href: "/collections/events" },
] as const;

/** The head of what tenants were asked for and of what providers sent. */
export function CollectingHeader({ currentId }: { readonly currentId: (typeof views)[number]["id"] }) {
  const { propertyIds } = useSession();
  return (
    <>
      <PageHeader title={text.title} actions={<CollectAction />}>
        {currentId === "list" ? text.help : events.help}
      </PageHeader>
      {propertyIds === null && (
        <Tabs label={text.views} tabs={views} currentId={currentId} className="mb-6" />
      )}
    </>
  );
}

function CollectAction() {
  const [isOpen, setIsOpen] = useState(false);
  if (!useCan("payments:write")) return null;
  return (
    <>
      <Button
        variant="primary"
        onPointerEnter={() => void loadCollect()}
        onFocus={() => void loadCollect()}
        onClick={() => setIsOpen(true)}
      >
        {collect.collect}
      </Button>
      {isOpen && (
        <Suspense>
          <CollectFromDialog onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
