"use client";

import { CommandPalette, type PaletteGroup } from "@stead/ui/command-palette";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { useSession } from "../../lib/session.tsx";
import { frame as text } from "../../messages/en/frame.ts";
import { palette } from "../../messages/en/palette.ts";
import { navigationFor } from "./navigation.tsx";

const addresses = {
  contact: "contacts",
  property: "properties",
  lease: "leases",
  payment: "payments",
} as const;
const actions = [
  { id: "record-payment", label: palette.recordPayment, href: "/payments/new", permission: "payments:write" },
  { id: "new-lease", label: palette.newLease, href: "/leases/new", permission: "leases:write" },
  { id: "new-contact", label: palette.newContact, href: "/contacts/new", permission: "contacts:write" },
  { id: "new-property", label: palette.newProperty, href: "/properties/new", permission: "portfolio:write" },
  { id: "import", label: palette.importFile, href: "/imports/new", permission: "imports:write" },
  {
    id: "statement",
    label: palette.uploadStatement,
    href: "/statements/new",
    permission: "payments:write",
  },
] as const;

/** People, properties, references and actions, by typing. */
export default function AgencyPalette({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const session = useSession();
  const goTo = (href: string) => () => {
    onClose();
    router.push(href);
  };
  const groups: PaletteGroup[] = [
    {
      id: "actions",
      label: palette.actions,
      commands: actions
        .filter((action) => session.permissions.includes(action.permission))
        .map((action) => ({ id: action.id, label: action.label, onSelect: goTo(action.href) })),
    },
    ...navigationFor(session.permissions, session.user.isOperator).map((group) => ({
      id: group.id,
      label: group.label,
      commands: group.items.map((item) => ({
        id: item.id,
        label: item.label,
        icon: item.icon,
        onSelect: goTo(item.href),
      })),
    })),
  ];
  const search = async (q: string, signal: AbortSignal): Promise<PaletteGroup[]> => {
    const found = await queryClient.fetchQuery({
      ...trpc.dashboard.search.queryOptions({ q }),
      staleTime: 5_000,
    });
    signal.throwIfAborted();
    const commands = found.hits.map((hit) => ({
      id: hit.id,
      label: hit.title,
      hint: hit.subtitle,
      onSelect: goTo(`/${addresses[hit.kind]}/${hit.id}`),
    }));
    return commands.length === 0 ? [] : [{ id: "found", label: palette.found, commands }];
  };
  return (
    <CommandPalette
      isOpen
      onClose={onClose}
      label={text.search}
      placeholder={palette.placeholder}
      groups={groups}
      search={search}
    />
  );
}
