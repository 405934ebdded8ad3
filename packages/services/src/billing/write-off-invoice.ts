import type { InvoiceDto, WriteOffInvoiceInput } from "@stead/contracts/billing";
import { today } from "@stead/kernel/clock";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import { inTransaction, once, recordAudit, requirePermission, type Verb } from "../context/index.ts";
import { postJournal } from "../ledger/index.ts";
import { lockInvoiceMoney } from "../payments/index.ts";
import { applyBalance, readBalance } from "./apply-balance.ts";
import { readInvoice } from "./dto.ts";
import { insertWriteOff } from "./queries.ts";
import { writeOffLines } from "./rules.ts";

/**
 * Gives up what is open on an invoice, or part of it (minor units): it becomes bad debt. PRECONDITION when less is open,
 * for a deposit (credit it instead), or when the books of the day are closed.
 */
export async function writeOffInvoice({ ctx, input }: Verb<WriteOffInvoiceInput>): Promise<InvoiceDto> {
  requirePermission(ctx, "billing:write");
  const { invoiceId, reason } = input;
  return inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "billing.write-off", input }, async () => {
      await lockInvoiceMoney(tx, ctx, invoiceId);
      const state = await readBalance(tx, ctx, invoiceId);
      const amountMinor = input.amountMinor ?? state.openMinor;
      const writtenOn = input.writtenOn ?? today(ctx.clock, state.timeZone);
      if (state.kind === "deposit")
        throw new AppError("PRECONDITION", "a deposit that is not paid is credited, not written off", {
          invoiceId,
        });
      if (amountMinor === 0 || amountMinor > state.openMinor) {
        throw new AppError(
          "PRECONDITION",
          `only ${formatMoney(state.openMinor, state.currency)} is open on the invoice`,
          { invoiceId, openMinor: state.openMinor },
        );
      }
      if (writtenOn < state.issuedOn)
        throw invalidField(
          "writtenOn",
          "after_invoice",
          `the invoice was issued on ${state.issuedOn}; write it off no earlier`,
        );
      const id = newId();
      const journalId = await postJournal(tx, ctx, {
        key: `write_off:${id}`,
        event: "write_off.written",
        entityId: id,
        occurredOn: writtenOn,
        memo: `Written off of invoice ${state.number}`,
        lines: writeOffLines(state, amountMinor),
      });
      await insertWriteOff(tx, ctx, {
        id,
        invoiceId,
        leaseId: state.leaseId,
        amountMinor,
        currency: state.currency,
        reason,
        writtenOn,
        journalId,
        reversesId: null,
      });
      await applyBalance(tx, ctx, state, { writtenOffMinor: amountMinor });
      await recordAudit(tx, ctx, {
        action: "invoice.written-off",
        entityType: "invoice",
        entityId: invoiceId,
        after: { amountMinor, writtenOn, reason },
      });
      return readInvoice(tx.sql, ctx, invoiceId);
    }),
  );
}
