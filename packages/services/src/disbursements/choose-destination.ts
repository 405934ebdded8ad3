import type { BankAccount, RequestRefundInput } from "@stead/contracts/disbursements";
import {
  railDescriptors,
  type RailCapability,
  type RailDescriptor,
  type RailId,
} from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField, isAppError } from "@stead/kernel/errors";
import type { RailProvider } from "@stead/providers/rails/rail-provider";
import { hidePhone } from "../collecting/index.ts";
import { readOne, type ServiceContext, type RailContext } from "../context/index.ts";
import { accounts, type AccountCode } from "../ledger/index.ts";
import type { PaymentState } from "../payments/index.ts";
import { openProvider, readAccount, type RailAccountRow } from "../rails/index.ts";
import { checkBankAccount, checkRailAmount, hideAccount } from "./rules.ts";
import type { Disbursement } from "./rows.ts";

/** Where a refund goes, as it is written down; its account or phone is sealed. */
export type Destination = Pick<
  Disbursement,
  "way" | "rail" | "railAccountId" | "destinationSealed" | "destinationHint"
>;

/** What is sealed of a destination. */
export type Payee = { phone: string; name: string } | BankAccount;

const purposeOf = (agencyId: string, id: string) => `disbursement ${agencyId} ${id}`;

function sealPayee({ agencyId, rails }: RailContext, id: string, payee: Payee): string {
  return rails.sealer.seal(Buffer.from(JSON.stringify(payee)), purposeOf(agencyId, id)).toString("base64");
}

/** Whom money goes to; null for a refund that goes back the way it came. */
export function openPayee(
  { agencyId, rails }: RailContext,
  { id, destinationSealed }: Pick<Disbursement, "id" | "destinationSealed">,
): Payee | null {
  if (destinationSealed === null) return null;
  const opened = rails.sealer.open(Buffer.from(destinationSealed, "base64"), purposeOf(agencyId, id));
  // Sealed by us, so it is what was sealed.
  return JSON.parse(opened.toString()) as Payee;
}

const originOf = {
  name: "disbursement_origin",
  text: `select k.external_id as "moneyId", a.id as "railAccountId", a.rail, a.is_active as "isActive", a.label
    from external_keys k join rail_accounts a on a.agency_id = k.agency_id and a.rail = k.rail and a.account = k.account
    where k.agency_id = $1 and k.entity_id = $2 and k.kind = 'payment'`,
};

/** How money came in: its provider's account, and the provider's name of it. */
export type Origin = {
  moneyId: string;
  railAccountId: string;
  rail: RailId;
  isActive: boolean;
  label: string;
};

/** Undefined for money that came by hand or by the bank, and for deposits. */
export function readOrigin(
  sql: Tx["sql"],
  ctx: ServiceContext,
  paymentId: string | null,
): Promise<Origin | undefined> {
  return readOne<Origin>(sql, originOf, ctx.agencyId, paymentId);
}

export function can(rail: RailId, capability: RailCapability): boolean {
  const { capabilities }: RailDescriptor = railDescriptors[rail];
  return capabilities.includes(capability);
}

const payeeOf = {
  name: "disbursement_payee",
  text: `select c.name, c.phone from contacts c where c.agency_id = $1 and c.id = coalesce($3::uuid,
    (select l.contact_id from leases l where l.agency_id = $1 and l.id = $2))`,
};

/** The tenant of a payment, or who else paid it. */
export function readPayee(
  sql: Tx["sql"],
  ctx: ServiceContext,
  { leaseId, payerContactId }: Pick<PaymentState, "leaseId" | "payerContactId">,
): Promise<{ name: string; phone: string | null } | undefined> {
  return readOne(sql, payeeOf, ctx.agencyId, leaseId, leaseId === null ? payerContactId : null);
}

/** Money that a provider gave again after a dispute has no name of its own there, so it cannot be sent back by one. */
export function isRefundable({ rail, moneyId }: Origin): boolean {
  return can(rail, "refund") && !moneyId.includes(":");
}

export type Choice = {
  /** Of the disbursement that it is for. */
  id: string;
  payment: PaymentState;
  amountMinor: number;
  wanted: RequestRefundInput["destination"];
};

/**
 * Looks whether money of a payment can go where it is wanted. Throws PRECONDITION when the payment did not come by a
 * provider that sends money back or an account is switched off, INVALID for what the rail or the bank does not take.
 */
export async function chooseDestination(tx: Tx, ctx: RailContext, choice: Choice): Promise<Destination> {
  const { wanted } = choice;
  if (wanted.way === "refund") return chooseWayBack(tx, ctx, choice);
  if (wanted.way === "pay_out") return choosePhone(tx, ctx, choice, wanted);
  const nowhere = { railAccountId: null, destinationSealed: null, destinationHint: null };
  if (wanted.way === "by_hand") return { ...nowhere, way: "by_hand", rail: wanted.rail };
  checkBankAccount(wanted.to, "destination.to");
  return {
    way: "bank_file",
    rail: "bank",
    railAccountId: null,
    destinationSealed: sealPayee(ctx, choice.id, wanted.to),
    destinationHint: `${wanted.to.name}, ${hideAccount(wanted.to.account)}`,
  };
}

async function chooseWayBack(
  tx: Tx,
  ctx: RailContext,
  { payment, amountMinor }: Choice,
): Promise<Destination> {
  const origin = await readOrigin(tx.sql, ctx, payment.id);
  if (origin === undefined || !isRefundable(origin))
    throw new AppError(
      "PRECONDITION",
      "this money did not come by a provider that sends it back; choose another way",
    );
  requireActive(origin);
  checkRailAmount(origin.rail, amountMinor, payment.currency);
  const { rail, railAccountId } = origin;
  return { way: "refund", rail, railAccountId, destinationSealed: null, destinationHint: null };
}

async function choosePhone(
  tx: Tx,
  ctx: RailContext,
  { id, payment, amountMinor }: Choice,
  { railAccountId, phone: given }: { railAccountId: string; phone: string | null },
): Promise<Destination> {
  const account = await readAccount(tx.sql, ctx, railAccountId);
  const { rail } = account;
  if (!can(rail, "pay_out"))
    throw invalidField("destination.railAccountId", "pay_out", `${account.label} pays nobody out`);
  requireActive(account);
  if (account.currency !== payment.currency)
    throw invalidField(
      "destination.railAccountId",
      "currency",
      `the payment is in ${payment.currency}, ${account.label} in ${account.currency}`,
    );
  checkRailAmount(rail, amountMinor, payment.currency);
  const payee = await readPayee(tx.sql, ctx, payment);
  const phone = given ?? payee?.phone ?? null;
  if (phone === null)
    throw invalidField("destination.phone", "required", "the tenant has no phone; write the one to pay to");
  return {
    way: "pay_out",
    rail,
    railAccountId,
    destinationSealed: sealPayee(ctx, id, { phone, name: payee?.name ?? "" }),
    destinationHint: hidePhone(phone),
  };
}

function requireActive({ isActive, label }: Pick<RailAccountRow, "isActive" | "label">): void {
  if (!isActive) throw new AppError("PRECONDITION", `${label} is switched off; switch it on first`);
}

/** The account of the ledger that money of a refund leaves from: a deposit's is the deposit bank, cash is drawn there too. */
export function leavesFrom({ rail, source }: Pick<Disbursement, "rail" | "source">): AccountCode {
  if (source === "deposit") return accounts.depositBank.code;
  if (rail === "bank") return accounts.clientBank.code;
  return rail === "cash" ? accounts.cash.code : railDescriptors[rail].clearing.code;
}

/** The way to the provider, or why there is none: settings that lack something. */
export function openOrRefuse(ctx: RailContext, account: RailAccountRow): RailProvider | string {
  try {
    return openProvider(ctx, account);
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}
