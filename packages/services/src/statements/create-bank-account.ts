import type { BankAccountDto, CreateBankAccountInput } from "@stead/contracts/statements";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { saveSchedule } from "@stead/queue/schedules";
import {
  actingUserId,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { bankColumns, readBankAccount } from "./rows.ts";

const insert = {
  name: "bank_account_insert",
  text: `insert into bank_accounts (agency_id, id, label, number, currency, account_code, created_by) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (agency_id, number, currency) do nothing returning id`,
};
const all = {
  name: "bank_accounts",
  text: `select ${bankColumns} from bank_accounts b where b.agency_id = $1 order by b.label, b.id`,
};

/** The hour at night, in the agency's zone, at which the days before are proved. */
const nightly = "30 3 * * *";

/** Adds one of the agency's accounts with banks. Its days are proved each night. CONFLICT for one that is there. */
export async function createBankAccount({
  ctx,
  input,
}: Verb<CreateBankAccountInput>): Promise<BankAccountDto> {
  requirePermission(ctx, "rails:write");
  requireWholeAgency(ctx);
  const { label, number, currency, accountCode } = input;
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    const made = await tx.sql(
      insert,
      ctx.agencyId,
      id,
      label,
      number,
      currency,
      accountCode,
      actingUserId(ctx),
    );
    if (made.length === 0) throw new AppError("CONFLICT", `the account ${number} is there already`);
    const payload = { agencyId: ctx.agencyId };
    const { timeZone } = ctx.agency;
    await saveSchedule(tx, ctx, { name: "reconciliation.prove", key: "", cron: nightly, timeZone, payload });
    const trail = { action: "bank_account.created", entityType: "bank_account", entityId: id };
    await recordAudit(tx, ctx, { ...trail, after: { label, currency, accountCode } });
    return readBankAccount(tx.sql, ctx, id);
  });
}

/** The agency's accounts with banks, by their labels. */
export async function listBankAccounts({
  ctx,
}: {
  ctx: ServiceContext;
}): Promise<{ items: BankAccountDto[] }> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  return { items: await ctx.db.sql<BankAccountDto>(all, ctx.agencyId) };
}
