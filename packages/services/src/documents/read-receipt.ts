import type { ReceiptData } from "@stead/documents/pdf/data";
import { readOne, requireFound, type ServiceContext } from "../context/index.ts";
import { getReceipt } from "../payments/index.ts";
import { readHome, readSender, toParty, type ContactRow } from "./queries.ts";

type DetailRow = {
  leaseId: string | null;
  payer: ContactRow | null;
  refundedMinor: number;
  reversal: ReceiptData["reversal"];
};

const details = {
  name: "document_receipt",
  text: `select b.lease_id as "leaseId", b.refunded_minor as "refundedMinor",
      (select json_build_object('name', c.name, 'address', c.address, 'phone', c.phone, 'email', c.email)
        from contacts c where c.agency_id = $1 and c.id = coalesce(p.payer_contact_id, l.contact_id)) as payer,
      (select json_build_object('reason', r.reason, 'on', r.reversed_on) from payment_reversals r
        where r.agency_id = $1 and r.payment_id = p.id) as reversal
    from payments p join payment_balances b on b.agency_id = $1 and b.payment_id = p.id
    left join leases l on l.agency_id = $1 and l.id = b.lease_id
    where p.agency_id = $1 and p.id = $2`,
};

/** What the PDF of a receipt says. */
export async function readReceiptLetter(ctx: ServiceContext, paymentId: string): Promise<ReceiptData> {
  const receipt = await getReceipt({ ctx, input: { paymentId } });
  const [{ letterhead }, row] = await Promise.all([
    readSender(ctx),
    readOne<DetailRow>(ctx.db.sql, details, ctx.agencyId, paymentId),
  ]);
  const { leaseId, payer, refundedMinor, reversal } = requireFound(row, "payment");
  const home = leaseId === null ? null : await readHome(ctx, { leaseId });
  const { number, receivedOn, rail, reference, currency, amountMinor, lines } = receipt;
  return {
    letterhead,
    number,
    payer: payer === null ? null : toParty(payer),
    place: home?.place ?? null,
    receivedOn,
    method: rail,
    reference,
    currency,
    amountMinor,
    lines,
    creditMinor: receipt.creditMinor,
    unallocatedMinor: receipt.unallocatedMinor,
    refundedMinor,
    balanceAfterMinor: receipt.balanceAfterMinor,
    reversal,
  };
}
