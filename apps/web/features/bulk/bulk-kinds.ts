import type { AppRouter } from "@stead/api/router";
import type { Permission } from "@stead/contracts/permissions";
import type { inferRouterInputs } from "@trpc/server";
import { useSession } from "../../lib/session.tsx";

export type BulkRequest = inferRouterInputs<AppRouter>["bulk"]["start"];
/** A list that can be changed in bulk, and what narrows it. */
export type BulkList = inferRouterInputs<AppRouter>["bulk"]["preview"];
/** Chosen rows, or all of a list. */
export type BulkChosen = { ids: string[] } | BulkList;
export type BulkKind = BulkRequest["kind"];

const kindsOf: Record<BulkList["source"], readonly { kind: BulkKind; permission: Permission }[]> = {
  contacts: [
    { kind: "contacts.add_role", permission: "contacts:write" },
    { kind: "contacts.remove_role", permission: "contacts:write" },
    { kind: "contacts.archive", permission: "contacts:write" },
    { kind: "contacts.restore", permission: "contacts:write" },
  ],
  leases: [
    { kind: "leases.change_rent", permission: "leases:write" },
    { kind: "leases.charge", permission: "billing:write" },
    { kind: "leases.give_notice", permission: "leases:write" },
    { kind: "leases.end", permission: "leases:write" },
  ],
  invoices: [
    { kind: "invoices.credit", permission: "billing:write" },
    { kind: "invoices.write_off", permission: "billing:write" },
  ],
  messages: [
    { kind: "messages.send_again", permission: "messages:write" },
    { kind: "messages.it_arrived", permission: "messages:write" },
  ],
};

/** What the person may do to many records of a list. */
export function useBulkKinds(source: BulkList["source"] | undefined): readonly BulkKind[] {
  const { permissions } = useSession();
  if (source === undefined || !permissions.includes("bulk:write")) return [];
  return kindsOf[source].filter(({ permission }) => permissions.includes(permission)).map(({ kind }) => kind);
}
