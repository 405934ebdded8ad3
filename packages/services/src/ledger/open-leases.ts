import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { enqueueMany } from "@stead/queue/enqueue";
import { recordAudit, requireFound, takeNumbers, together, type ServiceContext } from "../context/index.ts";
import { accounts, type AccountCode } from "./accounts.ts";
import { postJournals, type Posting } from "./posting.ts";
import { readOpenings, type OpeningState } from "./read-openings.ts";
import {
  insertOpeningDeposit,
  insertOpeningInvoice,
  insertOpeningPayment,
  type OpeningLease,
} from "./write-opening.ts";

/** What one tenant brings over. Minor units of the lease's currency; zero for what there is not. */
export type LeaseOpening = {
  leaseId: string;
  /** Positive: the tenant owes; negative: the tenant has paid ahead. */
  balanceMinor: number;
  depositHeldMinor: number;
  occurredOn: CivilDate;
};

const lockLeases = {
  name: "ledger_lock_leases",
  text: `select id, number, property_id as "propertyId", unit_id as "unitId", contact_id as "contactId", currency
    from leases where agency_id = $1 and id = any($2::uuid[]) and ($3::uuid[] is null or property_id = any($3))
    order by id for no key update`,
};

/** What an opening posted: the journals, and the invoice or the receipt that stands for the balance. */
export type OpenedLease = {
  leaseId: string;
  balanceJournalId: string | null;
  invoiceId: string | null;
  paymentId: string | null;
  depositJournalId: string | null;
};

type Opened = LeaseOpening & {
  lease: OpeningLease;
  entityId: string;
  /** Names the invoice for ever, as the posting's key does. */
  sourceKey: string;
  balance?: NewPosting;
  deposit?: NewPosting;
};

/**
 * Opens many leases in the caller's transaction, by the rules of `postLeaseOpening`: journals in one call, numbers in
 * one block. Throws CONFLICT when one of them is opened, PRECONDITION when a day is in a closed month, NOT_FOUND
 * outside the actor's properties. The caller has checked its permission.
 */
export async function openLeases(
  tx: Tx,
  ctx: ServiceContext,
  openings: readonly LeaseOpening[],
): Promise<OpenedLease[]> {
  if (openings.length === 0) return [];
  const ids = openings.map(({ leaseId }) => leaseId);
  const locked = await tx.sql<OpeningLease>(lockLeases, ctx.agencyId, ids, ctx.propertyIds);
  const states = await readOpenings(tx.sql, ctx, ids);
  const leases = new Map(locked.map((lease) => [lease.id, lease]));
  const opened = openings.map((opening): Opened => {
    const lease = requireFound(leases.get(opening.leaseId), "lease");
    const state = requireFound(states.get(opening.leaseId), "lease");
    const entityId = newId();
    return {
      ...opening,
      lease,
      entityId,
      sourceKey: state.balanceKey,
      ...(opening.balanceMinor !== 0 && { balance: balancePosting(lease, opening, state, entityId) }),
      ...(opening.depositHeldMinor !== 0 && { deposit: depositPosting(lease, opening, state) }),
    };
  });
  const postings = opened.flatMap(({ balance, deposit }) =>
    [balance, deposit].filter((posting) => posting !== undefined),
  );
  const posted = await postJournals(tx, ctx, postings);
  const known = posted.find(({ isNew }) => !isNew);
  if (known !== undefined)
    throw new AppError("CONFLICT", "a lease has its opening balances already", { postingKey: known.key });
  await writeInvoices(
    tx,
    ctx,
    opened.filter(({ balanceMinor }) => balanceMinor > 0),
  );
  await writePayments(
    tx,
    ctx,
    opened.filter(({ balanceMinor }) => balanceMinor < 0),
  );
  await together(
    opened.flatMap(({ lease, deposit, depositHeldMinor: amountMinor, occurredOn: movedOn }) =>
      deposit === undefined
        ? []
        : [insertOpeningDeposit(tx, ctx, { lease, amountMinor, movedOn, journalId: deposit.id })],
    ),
  );
  await noteOpenings(tx, ctx, opened);
  return opened.map(({ leaseId, balanceMinor, entityId, balance, deposit }) => ({
    leaseId,
    balanceJournalId: balance?.id ?? null,
    invoiceId: balanceMinor > 0 ? entityId : null,
    paymentId: balanceMinor < 0 ? entityId : null,
    depositJournalId: deposit?.id ?? null,
  }));
}

async function noteOpenings(tx: Tx, ctx: ServiceContext, opened: readonly Opened[]): Promise<void> {
  const entries = opened.map(({ leaseId: entityId, balanceMinor, depositHeldMinor, occurredOn }) => ({
    action: "lease.opened",
    entityType: "lease",
    entityId,
    after: { balanceMinor, depositHeldMinor, occurredOn },
  }));
  await recordAudit(tx, ctx, ...entries);
}

async function writeInvoices(tx: Tx, ctx: ServiceContext, owing: readonly Opened[]): Promise<void> {
  if (owing.length === 0) return;
  const first = await takeNumbers(tx, ctx, "invoice", owing.length);
  await together(
    owing.map(({ lease, entityId: id, sourceKey, balanceMinor: amountMinor, occurredOn: dueOn }, index) =>
      insertOpeningInvoice(tx, ctx, { lease, id, sourceKey, number: first + index, amountMinor, dueOn }),
    ),
  );
}

async function writePayments(tx: Tx, ctx: ServiceContext, ahead: readonly Opened[]): Promise<void> {
  if (ahead.length === 0) return;
  const first = await takeNumbers(tx, ctx, "receipt", ahead.length);
  await together(
    ahead.map(({ lease, entityId: id, balance, balanceMinor, occurredOn: receivedOn }, index) =>
      insertOpeningPayment(tx, ctx, {
        lease,
        id,
        number: first + index,
        amountMinor: -balanceMinor,
        receivedOn,
        journalId: requireFound(balance, "opening").id,
      }),
    ),
  );
  if (!ctx.agency.policies.isCreditAutoApplied) return;
  await enqueueMany(
    tx,
    ctx,
    "payments.apply-credit",
    ahead.map(({ leaseId }) => ({ agencyId: ctx.agencyId, leaseId })),
  );
}

type NewPosting = Posting & { id: string };

function balancePosting(
  lease: OpeningLease,
  { balanceMinor, occurredOn }: LeaseOpening,
  { balanceKey: key }: OpeningState,
  entityId: string,
): NewPosting {
  const account = balanceMinor > 0 ? accounts.tenantReceivable.code : accounts.tenantCredit.code;
  return {
    id: newId(),
    key,
    event: "lease.opened",
    entityId,
    occurredOn,
    memo: `Opening balance of lease ${lease.number}`,
    lines: [line(lease, account, balanceMinor), line(lease, accounts.openingBalances.code, -balanceMinor)],
  };
}

function depositPosting(
  lease: OpeningLease,
  { depositHeldMinor, occurredOn }: LeaseOpening,
  { depositKey: key }: OpeningState,
): NewPosting {
  return {
    id: newId(),
    key,
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
