"use client";

import { Menu, type MenuSection } from "@stead/ui/menu";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import ChevronsUpDown from "lucide-react/icons/chevrons-up-down";
import Plus from "lucide-react/icons/plus";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { forgetAnswers } from "../../lib/forget-answers.ts";
import type { Session } from "../../lib/session.tsx";
import { frame as text } from "../../messages/en/frame.ts";

/** The agency that the session works in, and the way to another. */
export function AgencySwitcher({
  session,
  isCollapsed,
}: {
  readonly session: Session;
  readonly isCollapsed: boolean;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const choose = useMutation(
    trpc.access.chooseAgency.mutationOptions({
      onSuccess: async () => {
        // First: no answer of the other agency may be kept as one of this.
        await forgetAnswers();
        queryClient.clear();
        router.push("/dashboard");
        await queryClient.invalidateQueries();
      },
    }),
  );
  const sections: MenuSection[] = [
    {
      id: "agencies",
      label: text.switchAgency,
      items: session.agencies.map((agency) => ({
        id: agency.id,
        label: agency.name,
        isChecked: agency.id === session.agency.id,
        onSelect: () => agency.id !== session.agency.id && choose.mutate({ agencyId: agency.id }),
      })),
    },
    { id: "new", items: [{ id: "new", label: text.newAgency, icon: <Plus />, href: "/welcome" }] },
  ];
  const initial = session.agency.name.slice(0, 1).toUpperCase();
  return (
    <Menu
      label={text.switchAgency}
      sections={sections}
      align="start"
      triggerClassName="flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-left font-semibold hover:bg-hover"
    >
      <span
        aria-hidden
        className="grid size-6 flex-none place-items-center rounded-md bg-accent text-xs font-bold text-on-accent"
      >
        {initial}
      </span>
      {!isCollapsed && <span className="min-w-0 flex-1 truncate">{session.agency.name}</span>}
      {!isCollapsed && <ChevronsUpDown aria-hidden className="size-4 flex-none text-ink-3" />}
    </Menu>
  );
}
