import type { ListRefundWaysInput, RefundWaysDto } from "@stead/contracts/disbursements";
import { railDescriptors, type RailDescriptor, type RailId } from "@stead/contracts/rails";
import { hidePhone } from "../collecting/index.ts";
import type { Verb } from "../context/index.ts";
import { freeOfApproval, getPayment } from "../payments/index.ts";
import { can, isRefundable, readOrigin, readPayee } from "./choose-destination.ts";
import { readWaiting } from "./request-refund.ts";

const payingOut = {
  name: "refund_ways_accounts",
  text: `select id, rail, label from rail_accounts where agency_id = $1 and is_active and currency = $2 order by label, id`,
};

/** The ways by which money of a payment can go back, and how much without a second person. Writes nothing. */
export async function listRefundWays({ ctx, input }: Verb<ListRefundWaysInput>): Promise<RefundWaysDto> {
  const payment = await getPayment({ ctx, input: { id: input.paymentId } });
  const { currency, version, creditMinor, unallocatedMinor, refundedMinor } = payment;
  const [origin, payee, accounts, { waitingMinor }] = await Promise.all([
    readOrigin(ctx.db.sql, ctx, payment.id),
    readPayee(ctx.db.sql, ctx, payment),
    ctx.db.sql<PayingOut>(payingOut, ctx.agencyId, currency),
    readWaiting(ctx.db.sql, ctx, { paymentId: payment.id, source: null }),
  ]);
  const { refundApprovalAboveMinor: limitMinor } = ctx.agency.policies;
  const freeMinor = freeOfApproval(
    { limitMinor, agencyCurrency: ctx.agency.currency },
    { currency, paidBackMinor: refundedMinor + waitingMinor },
  );
  const ways: RefundWaysDto["ways"] = [];
  if (origin?.isActive && isRefundable(origin)) {
    const { rail, railAccountId, label } = origin;
    ways.push({ way: "refund", railAccountId, label, phoneHint: null, ...stepOf(rail, currency) });
  }
  const phoneHint = payee?.phone ? hidePhone(payee.phone) : null;
  for (const { id: railAccountId, rail, label } of accounts)
    if (can(rail, "pay_out"))
      ways.push({ way: "pay_out", railAccountId, label, phoneHint, ...stepOf(rail, currency) });
  ways.push({
    way: "bank_file",
    railAccountId: null,
    label: "Bank",
    phoneHint: null,
    unitMinor: 1,
    mostMinor: null,
  });
  return { version, currency, creditMinor, unallocatedMinor, freeMinor, ways };
}

type PayingOut = { id: string; rail: RailId; label: string };

function stepOf(rail: RailId, currency: string) {
  const { unitMinor, limitsMinor }: RailDescriptor = railDescriptors[rail];
  return { unitMinor: unitMinor[currency] ?? 1, mostMinor: limitsMinor[currency]?.most ?? null };
}
