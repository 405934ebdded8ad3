import { railDescriptors } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { civilDateIn, minDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import type { RailFact } from "@stead/providers/rails/rail-provider";
import { enqueue } from "@stead/queue/enqueue";
import { agencyToday, claimExternal, readOne, type ServiceContext } from "../context/index.ts";
import { accounts, postJournal } from "../ledger/index.ts";
import type { RailAccountRow } from "../rails/index.ts";

type SettlementFact = Extract<RailFact, { kind: "settlement" }>;

const insert = {
  name: "settlement_insert",
  text: `insert into rail_settlements (agency_id, id, rail_account_id, external_id, gross_minor, fee_minor, net_minor, currency, settled_on, journal_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const made = {
  name: "settlement_made",
  text: `select id, gross_minor as "grossMinor", fee_minor as "feeMinor", net_minor as "netMinor", currency, journal_id as "journalId"
    from rail_settlements where agency_id = $1 and rail_account_id = $2 and external_id = $3`,
};

type Made = Pick<SettlementFact, "grossMinor" | "feeMinor" | "netMinor" | "currency"> & {
  id: string;
  journalId: string;
};

/**
 * Books that a provider paid an account's balance to the bank (domain rules: settlement): net to the client bank, its
 * fee, and the clearing account less the gross. One that failed afterwards is turned back. Once for its external id.
 */
export async function applySettlement(
  tx: Tx,
  ctx: ServiceContext,
  account: RailAccountRow,
  fact: SettlementFact,
): Promise<void> {
  const settledOn = minDate(civilDateIn(ctx.agency.timeZone, Date.parse(fact.at)), agencyToday(ctx));
  if (fact.state === "failed") return turnBack(tx, ctx, account, { fact, settledOn });
  const id = newId();
  const { rail, account: name } = account;
  const paidOut = { rail, account: name, kind: "settlement", externalId: fact.ref };
  if (!(await claimExternal(tx, ctx, paidOut, id))) return;
  const { grossMinor, feeMinor, netMinor, currency } = fact;
  const journalId = await postJournal(tx, ctx, {
    key: `settlement:${id}`,
    event: "rail.settled",
    entityId: id,
    occurredOn: settledOn,
    memo: `${railDescriptors[account.rail].name} paid ${account.label} out to the bank`,
    lines: linesOf(account, fact),
  });
  await tx.sql(
    insert,
    ctx.agencyId,
    id,
    account.id,
    fact.ref,
    grossMinor,
    feeMinor,
    netMinor,
    currency,
    settledOn,
    journalId,
  );
  // The bank may have told of it first.
  await enqueue(tx, ctx, "statements.look-again", { agencyId: ctx.agencyId, settlementId: id });
}

function linesOf(
  { rail }: RailAccountRow,
  {
    grossMinor,
    feeMinor,
    netMinor,
    currency,
  }: Pick<Made, "grossMinor" | "feeMinor" | "netMinor" | "currency">,
) {
  return [
    { account: accounts.clientBank.code, amountMinor: netMinor, currency },
    { account: accounts.paymentFees.code, amountMinor: feeMinor, currency },
    { account: railDescriptors[rail].clearing.code, amountMinor: -grossMinor, currency },
  ];
}

async function turnBack(
  tx: Tx,
  ctx: ServiceContext,
  account: RailAccountRow,
  { fact, settledOn }: { fact: SettlementFact; settledOn: string },
): Promise<void> {
  const before = await readOne<Made>(tx.sql, made, ctx.agencyId, account.id, fact.ref);
  if (before === undefined) return;
  await postJournal(tx, ctx, {
    key: `settlement-failed:${before.id}`,
    event: "rail.settlement_failed",
    entityId: before.id,
    occurredOn: settledOn,
    memo: `The payout of ${account.label} to the bank failed; the money is with the provider again`,
    reversesId: before.journalId,
    lines: linesOf(account, before).map((line) => ({ ...line, amountMinor: -line.amountMinor })),
  });
}
