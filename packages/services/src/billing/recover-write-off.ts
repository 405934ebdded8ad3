import type { InvoiceDto, RecoverWriteOffInput } from "@stead/contracts/billing";
import { today } from "@stead/kernel/clock";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  inTransaction,
  once,
  recordAudit,
  requireFound,
  requirePermission,
  type Verb,
} from "../context/index.ts";
import { postJournal } from "../ledger/index.ts";
import { lockInvoiceMoney } from "../payments/index.ts";
import { applyBalance, readBalance } from "./apply-balance.ts";
import { readInvoice } from "./dto.ts";
import { insertWriteOff } from "./queries.ts";
import { writeOffLines } from "./rules.ts";

type WrittenOff = {
  invoiceId: string;
  amountMinor: number;
  writtenOn: CivilDate;
  journalId: string;
  isRecovered: boolean;
};

const writeOffById = {
  name: "billing_write_off_get",
  text: `select w.invoice_id as "invoiceId", w.amount_minor as "amountMinor", w.written_on as "writtenOn", w.journal_id as "journalId",
      exists (select from write_offs r where r.agency_id = $1 and r.reverses_id = w.id) as "isRecovered"
    from write_offs w where w.agency_id = $1 and w.id = $2 and w.reverses_id is null`,
};

/** Opens a written-off amount again, because money comes after all: a payment then settles the invoice. Once a write-off. */
export async function recoverWriteOff({ ctx, input }: Verb<RecoverWriteOffInput>): Promise<InvoiceDto> {
  requirePermission(ctx, "billing:write");
  const { writeOffId, reason } = input;
  return inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "billing.recover-write-off", input }, async () => {
      const [seen] = await tx.sql<WrittenOff>(writeOffById, ctx.agencyId, writeOffId);
      const { invoiceId } = requireFound(seen, "write-off");
      await lockInvoiceMoney(tx, ctx, invoiceId);
      const [found] = await tx.sql<WrittenOff>(writeOffById, ctx.agencyId, writeOffId);
      const writeOff = requireFound(found, "write-off");
      if (writeOff.isRecovered) throw alreadyRecovered(writeOffId);
      const state = await readBalance(tx, ctx, invoiceId);
      const recoveredOn = input.recoveredOn ?? today(ctx.clock, state.timeZone);
      if (recoveredOn < writeOff.writtenOn)
        throw invalidField(
          "recoveredOn",
          "after_write_off",
          `it was written off on ${writeOff.writtenOn}; recover it no earlier`,
        );
      const amountMinor = -writeOff.amountMinor;
      const id = newId();
      const journalId = await postJournal(tx, ctx, {
        key: `reversal:${writeOff.journalId}`,
        event: "write_off.recovered",
        entityId: id,
        occurredOn: recoveredOn,
        memo: `Recovered of invoice ${state.number}`,
        reversesId: writeOff.journalId,
        lines: writeOffLines(state, amountMinor),
      });
      await insertWriteOff(tx, ctx, {
        id,
        invoiceId,
        leaseId: state.leaseId,
        amountMinor,
        currency: state.currency,
        reason,
        writtenOn: recoveredOn,
        journalId,
        reversesId: writeOffId,
      });
      await applyBalance(tx, ctx, state, { writtenOffMinor: amountMinor });
      await recordAudit(tx, ctx, {
        action: "invoice.write-off-recovered",
        entityType: "invoice",
        entityId: invoiceId,
        after: { amountMinor: writeOff.amountMinor, recoveredOn, reason },
      });
      return readInvoice(tx.sql, ctx, invoiceId);
    }),
  );
}

function alreadyRecovered(writeOffId: string): AppError {
  return new AppError("CONFLICT", "the write-off was recovered already", { writeOffId });
}
