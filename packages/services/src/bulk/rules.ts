import type { BulkKind, StartBulkInput } from "@stead/contracts/bulk";
import type { ResolveMessageInput } from "@stead/contracts/messages";
import type { Permission } from "@stead/contracts/permissions";
import { billingUnitMinor } from "@stead/kernel/currencies";
import { multiplyRatio } from "@stead/kernel/money";
import { creditInvoice, chargeOnce, getInvoice, writeOffInvoice } from "../billing/index.ts";
import { getContact, updateContact } from "../contacts/index.ts";
import type { ServiceContext } from "../context/index.ts";
import { amendLease, endLease, getLease, giveNotice } from "../leases/index.ts";
import { getMessage, resolveMessage } from "../messages/index.ts";

/** One record of an operation. */
export type BulkTarget = {
  ctx: ServiceContext;
  id: string;
  /** The same for every try of this record: a verb that moves money does so once. */
  idempotencyKey: string;
  /** Tells what people call the record, once it is read. */
  onLabel: (label: string) => void;
};

type Params<Kind extends BulkKind> = Extract<StartBulkInput, { kind: Kind }>["params"];

type Rule<Kind extends BulkKind> = {
  permission: Permission;
  act: (target: BulkTarget, params: Params<Kind>) => Promise<unknown>;
};

const contactRule = <Kind extends BulkKind>(
  change: (roles: Roles, params: Params<Kind>) => { status?: "active" | "archived"; roles?: Roles },
): Rule<Kind> => ({
  permission: "contacts:write",
  act: async ({ ctx, id, onLabel }, params) => {
    const { name, version, roles } = await getContact({ ctx, input: { id } });
    onLabel(name);
    return updateContact({ ctx, input: { id, version, ...change(roles, params) } });
  },
});
type Roles = Awaited<ReturnType<typeof getContact>>["roles"];

const leaseRule = <Kind extends BulkKind>(
  change: (target: BulkTarget, lease: Lease, params: Params<Kind>) => Promise<unknown>,
  permission: Permission = "leases:write",
): Rule<Kind> => ({
  permission,
  act: async (target, params) => {
    const lease = await getLease({ ctx: target.ctx, input: { id: target.id } });
    target.onLabel(`L-${lease.number}`);
    return change(target, lease, params);
  },
});
type Lease = Awaited<ReturnType<typeof getLease>>;

const invoiceRule = <Kind extends BulkKind>(
  change: (target: BulkTarget, openMinor: number, params: Params<Kind>) => Promise<unknown>,
): Rule<Kind> => ({
  permission: "billing:write",
  act: async (target, params) => {
    const { number, openMinor } = await getInvoice({ ctx: target.ctx, input: { id: target.id } });
    target.onLabel(`INV-${number}`);
    return change(target, openMinor, params);
  },
});

const messageRule = <Kind extends BulkKind>(decision: ResolveMessageInput["decision"]): Rule<Kind> => ({
  permission: "messages:write",
  act: async ({ ctx, id, onLabel }) => {
    const { toName, toAddress } = await getMessage({ ctx, input: { id } });
    onLabel(toName ?? toAddress ?? "");
    return resolveMessage({ ctx, input: { id, decision } });
  },
});

/** The rent after a change by a share of it, in steps that can be billed. */
export function changedRent(rentMinor: number, changePpm: number, currency: string): number {
  return multiplyRatio(rentMinor, 1_000_000 + changePpm, 1_000_000, billingUnitMinor(currency));
}

/** What each kind of operation does to one record: the verb that a page would call. */
export const bulkRules: { readonly [Kind in BulkKind]: Rule<Kind> } = {
  "contacts.archive": contactRule(() => ({ status: "archived" })),
  "contacts.restore": contactRule(() => ({ status: "active" })),
  "contacts.add_role": contactRule((roles, { role }) => ({ roles: [...new Set([...roles, role])] })),
  "contacts.remove_role": contactRule((roles, { role }) => ({
    roles: roles.filter((each) => each !== role),
  })),
  "leases.give_notice": leaseRule(({ ctx, id }, { version }, params) =>
    giveNotice({ ctx, input: { id, version, ...params } }),
  ),
  "leases.change_rent": leaseRule(({ ctx, id }, lease, { effectiveOn, changePpm, reason }) => {
    const rentMinor = changedRent(lease.rentMinor, changePpm, lease.currency);
    const { version } = lease;
    const input = { id, version, effectiveOn, reason, rentMinor, addItems: [], endItemIds: [] };
    return amendLease({ ctx, input });
  }),
  "leases.end": leaseRule(({ ctx, id }, { version }, params) =>
    endLease({ ctx, input: { id, version, damages: [], ...params } }),
  ),
  "leases.charge": leaseRule(({ ctx, id, idempotencyKey }, _lease, { chargeKind: kind, ...params }) => {
    return chargeOnce({ ctx, input: { leaseId: id, kind, taxPpm: 0, idempotencyKey, ...params } });
  }, "billing:write"),
  "invoices.credit": invoiceRule(({ ctx, id, idempotencyKey }, openMinor, { reason }) =>
    creditInvoice({ ctx, input: { invoiceId: id, amountMinor: openMinor, reason, idempotencyKey } }),
  ),
  "invoices.write_off": invoiceRule(({ ctx, id, idempotencyKey }, _openMinor, { reason }) =>
    writeOffInvoice({ ctx, input: { invoiceId: id, reason, idempotencyKey } }),
  ),
  "messages.send_again": messageRule("send_again"),
  "messages.it_arrived": messageRule("it_arrived"),
};
