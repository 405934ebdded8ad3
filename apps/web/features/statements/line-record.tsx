import type { StatementLineDto } from "@stead/contracts/statements";
import { TextLink } from "@stead/ui/link";
import { lines as text } from "../../messages/en/statements.ts";

/** Where a line leads: its record in the books, or the desk. */
export function LineRecord({ line }: { readonly line: StatementLineDto }) {
  const {
    paymentId,
    paymentNumber,
    isAtDesk,
    disbursementId,
    refundNumber,
    refundPaymentId,
    settlementId,
    journalId,
  } = line;
  if (paymentId !== null && isAtDesk)
    return <TextLink href={`/desk?receipt=${paymentId}`}>{text.atDesk}</TextLink>;
  if (paymentId !== null)
    return (
      <span className="flex min-w-0 gap-2">
        <TextLink href={`/payments/${paymentId}`}>{text.receipt(paymentNumber ?? 0)}</TextLink>
        <span className="truncate text-ink-2">{line.tenantName}</span>
      </span>
    );
  const refund = refundNumber === null ? text.refundWay : text.refund(refundNumber);
  if (disbursementId !== null) return <TextLink href={`/refunds/${disbursementId}`}>{refund}</TextLink>;
  if (refundPaymentId !== null) return <TextLink href={`/payments/${refundPaymentId}`}>{refund}</TextLink>;
  if (journalId === null) return null;
  return (
    <TextLink href={`/journals/${journalId}`}>
      {settlementId === null ? text.charge : text.settlement}
    </TextLink>
  );
}
