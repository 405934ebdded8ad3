import type { JournalDto, PostLeaseOpeningInput } from "@stead/contracts/ledger";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import type { z } from "zod";
import {
  agencyToday,
  inTransaction,
  once,
  recordAudit,
  requireFound,
  requirePermission,
  takeNumbers,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { accounts, type AccountCode } from "./accounts.ts";
import { readJournal } from "./dto.ts";
import { postJournals, type Posting } from "./posting.ts";
import {
  insertOpeningDeposit,
  insertOpeningInvoice,
  insertOpeningPayment,
  lockOpeningLease,
  type OpeningLease,
} from "./write-opening.ts";

type Input = z.infer<typeof PostLeaseOpeningInput>;

/**
 * What one tenant brings over from the books before Stead: owed, as an invoice of the kind `opening`; paid ahead, as a
 * receipt of the rail `opening` kept as credit; and the deposit held. Against the account of opening balances. Each
 * once a lease (CONFLICT). Answers the first journal. Amounts in minor units.
 */
export async function postLeaseOpening({ ctx, input }: Verb<Input>): Promise<JournalDto> {
  requirePermission(ctx, "ledger:write");
  if (input.balanceMinor === 0 && input.depositHeldMinor === 0) {
    throw invalidField("balanceMinor", "something", "give a balance, a held deposit, or both");
  }
  if (input.occurredOn > agencyToday(ctx)) {
    throw invalidField("occurredOn", "not_future", "an opening cannot be dated after today");
  }
  return inTransaction(ctx, async (tx) => {
    const { journalId } = await once(tx, ctx, { operation: "ledger.open-lease", input }, () =>
      open(tx, ctx, input),
    );
    return readJournal(tx.sql, ctx, journalId);
  });
}

async function open(tx: Tx, ctx: ServiceContext, input: Input): Promise<{ journalId: string }> {
  const [row] = await tx.sql<OpeningLease>(lockOpeningLease, ctx.agencyId, input.leaseId, ctx.propertyIds);
  const lease = requireFound(row, "lease");
  const entityId = newId();
  const balance = input.balanceMinor === 0 ? [] : [balancePosting(lease, input, entityId)];
  const deposit = input.depositHeldMinor === 0 ? [] : [depositPosting(lease, input)];
  const postings = [...balance, ...deposit];
  const posted = await postJournals(tx, ctx, postings);
  if (posted.some(({ isNew }) => !isNew)) {
    throw new AppError("CONFLICT", "this lease has its opening balances already", { leaseId: lease.id });
  }
  for (const { id: journalId } of balance) await writeBalance(tx, ctx, { lease, input, entityId, journalId });
  for (const { id: journalId } of deposit) {
    const { depositHeldMinor: amountMinor, occurredOn: movedOn } = input;
    await insertOpeningDeposit(tx, ctx, { lease, amountMinor, movedOn, journalId });
  }
  const after = {
    balanceMinor: input.balanceMinor,
    depositHeldMinor: input.depositHeldMinor,
    occurredOn: input.occurredOn,
  };
  await recordAudit(tx, ctx, { action: "lease.opened", entityType: "lease", entityId: lease.id, after });
  return { journalId: requireFound(postings[0], "opening").id };
}

type Balance = { lease: OpeningLease; input: Input; entityId: string; journalId: string };

async function writeBalance(
  tx: Tx,
  ctx: ServiceContext,
  { lease, input, entityId, journalId }: Balance,
): Promise<void> {
  const { balanceMinor, occurredOn } = input;
  if (balanceMinor > 0) {
    const number = await takeNumbers(tx, ctx, "invoice");
    await insertOpeningInvoice(tx, ctx, {
      lease,
      id: entityId,
      number,
      amountMinor: balanceMinor,
      dueOn: occurredOn,
    });
    return;
  }
  const number = await takeNumbers(tx, ctx, "receipt");
  const payment = {
    lease,
    id: entityId,
    number,
    amountMinor: -balanceMinor,
    receivedOn: occurredOn,
    journalId,
  };
  await insertOpeningPayment(tx, ctx, payment);
  if (!ctx.agency.policies.isCreditAutoApplied) return;
  await enqueue(tx, ctx, "payments.apply-credit", { agencyId: ctx.agencyId, leaseId: lease.id });
}

type NewPosting = Posting & { id: string };

function balancePosting(
  lease: OpeningLease,
  { balanceMinor, occurredOn }: Input,
  entityId: string,
): NewPosting {
  const account = balanceMinor > 0 ? accounts.tenantReceivable.code : accounts.tenantCredit.code;
  return {
    id: newId(),
    key: `opening:${lease.id}`,
    event: "lease.opened",
    entityId,
    occurredOn,
    memo: `Opening balance of lease ${lease.number}`,
    lines: [line(lease, account, balanceMinor), line(lease, accounts.openingBalances.code, -balanceMinor)],
  };
}

function depositPosting(lease: OpeningLease, { depositHeldMinor, occurredOn }: Input): NewPosting {
  return {
    id: newId(),
    key: `opening-deposit:${lease.id}`,
    event: "deposit.opened",
    entityId: lease.id,
    occurredOn,
    memo: `Deposit held of lease ${lease.number} at the opening`,
    lines: [
      line(lease, accounts.depositBank.code, depositHeldMinor),
      line(lease, accounts.depositsHeld.code, -depositHeldMinor),
    ],
  };
}

function line(lease: OpeningLease, account: AccountCode, amountMinor: number) {
  const { id: leaseId, propertyId, unitId, contactId, currency } = lease;
  return { account, amountMinor, currency, propertyId, unitId, leaseId, contactId };
}
