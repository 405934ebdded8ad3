import type { Credit, PayRequest, Sweep, Transfer } from "./rows.ts";
import type { BankSide } from "./side.ts";

const instant = (epochMs: number) => new Date(epochMs).toISOString();

export function showCredit({ requests }: BankSide, row: Credit): object {
  const request = row.requestId === null ? undefined : requests.get(row.requestId);
  return {
    id: row.id,
    amount_minor: row.amountMinor,
    currency: row.currency,
    at: instant(row.atMs),
    reference: row.reference,
    payer: row.payer,
    request: request === undefined ? null : { id: request.id, merchant_id: request.merchantId },
  };
}

export function showRequest(side: BankSide, row: PayRequest): object {
  const credit = row.creditId === null ? undefined : side.credits.get(row.creditId);
  return {
    id: row.id,
    merchant_id: row.merchantId,
    status: row.status,
    reason: row.reason,
    amount_minor: row.amountMinor,
    currency: row.currency,
    reference: row.reference,
    pay_url: side.pageUrl(`/pay/${row.id}`),
    expires_at: instant(row.expiresMs),
    credit: credit === undefined ? null : showCredit(side, credit),
  };
}

export function showTransfer(row: Transfer): object {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    status: row.status,
    reason: row.reason,
    credit: row.creditId,
    amount_minor: row.amountMinor,
    currency: row.currency,
    at: instant(row.atMs),
  };
}

export function showSweep(row: Sweep): object {
  return {
    id: row.id,
    gross_minor: row.grossMinor,
    fee_minor: row.feeMinor,
    net_minor: row.grossMinor - row.feeMinor,
    currency: row.currency,
    credits: row.creditIds,
    at: instant(row.atMs),
  };
}
