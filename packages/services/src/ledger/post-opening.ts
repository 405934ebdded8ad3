import type { JournalDto, PostOpeningInput } from "@stead/contracts/ledger";
import type { Tx } from "@stead/db/client";
import { invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { sumMinor } from "@stead/kernel/money";
import type { z } from "zod";
import {
  agencyToday,
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { accounts, chart, type AccountCode } from "./accounts.ts";
import { readJournal } from "./dto.ts";
import { postJournal } from "./posting.ts";

type Input = z.infer<typeof PostOpeningInput>;

/** Accounts that stand for tenants' balances: those come in lease by lease, so that each has its tenant. */
const tenantAccounts: readonly string[] = [
  accounts.depositBank.code,
  accounts.tenantReceivable.code,
  accounts.depositReceivable.code,
  accounts.depositsHeld.code,
  accounts.depositsInvoiced.code,
  accounts.tenantCredit.code,
  accounts.unallocatedReceipts.code,
];
const known = new Map<string, AccountCode>(chart.map(({ code }) => [code, code]));

/**
 * What the books of a new agency begin with, by account (debit positive); what is left goes to owner equity. Tenants'
 * balances are refused here (INVALID): they come in with each lease. Amounts in minor units.
 */
export async function postOpening({ ctx, input }: Verb<Input>): Promise<JournalDto> {
  requirePermission(ctx, "ledger:write");
  requireWholeAgency(ctx);
  const lines = input.lines.map(({ accountCode, amountMinor }, index) => ({
    account: accountFor(accountCode, `lines.${index}.accountCode`),
    amountMinor,
    currency: input.currency,
  }));
  if (input.occurredOn > agencyToday(ctx)) {
    throw invalidField("occurredOn", "not_future", "books cannot begin after today");
  }
  return inTransaction(ctx, async (tx) => {
    const { journalId } = await once(tx, ctx, { operation: "ledger.open", input }, () =>
      post(tx, ctx, input, lines),
    );
    return readJournal(tx.sql, ctx, journalId);
  });
}

function accountFor(code: string, path: string): AccountCode {
  if (tenantAccounts.includes(code)) {
    throw invalidField(path, "no_tenant_account", "tenants' balances come in with each lease");
  }
  const account = known.get(code);
  if (account === undefined) throw invalidField(path, "account", "there is no such account");
  return account;
}

async function post(
  tx: Tx,
  ctx: ServiceContext,
  { occurredOn, currency }: Input,
  lines: readonly { account: AccountCode; amountMinor: number; currency: string }[],
): Promise<{ journalId: string }> {
  const restMinor = -sumMinor(lines.map(({ amountMinor }) => amountMinor));
  const id = newId();
  const equity = { account: accounts.ownerEquity.code, amountMinor: restMinor, currency };
  const journalId = await postJournal(tx, ctx, {
    id,
    key: `opening:${id}`,
    event: "books.opened",
    entityId: ctx.agencyId,
    occurredOn,
    memo: "Opening balances",
    lines: [...lines, equity],
  });
  const after = { occurredOn, currency, lines };
  await recordAudit(tx, ctx, { action: "books.opened", entityType: "journal", entityId: journalId, after });
  return { journalId };
}
