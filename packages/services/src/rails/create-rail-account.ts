import { hash, randomBytes } from "node:crypto";
import type {
  CallbackAddressDto,
  CreateRailAccountInput,
  RailAccountDto,
  UpdateRailAccountInput,
} from "@stead/contracts/rail-accounts";
import { checkRailSettings, railDescriptors, type RailDescriptor, type RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { removeSchedule, saveSchedule } from "@stead/queue/schedules";
import {
  actingUserId,
  recordAudit,
  requirePermission,
  requireVersion,
  requireWholeAgency,
  type ServiceContext,
} from "../context/index.ts";
import type { RailVerb } from "../context/index.ts";
import {
  callbackUrlOf,
  hintsOf,
  lockAccount,
  openSettings,
  readAccount,
  sealSettings,
  toAccountDto,
} from "./rows.ts";

const insert = {
  name: "rail_account_insert",
  text: `insert into rail_accounts (agency_id, id, rail, account, label, currency, settings_sealed, settings_hints, refuses_unknown, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10) on conflict (agency_id, rail, account) do nothing returning id`,
};
const insertPath = {
  name: "webhook_path_insert",
  text: `insert into webhook_paths (secret_hash, agency_id, rail_account_id, rail) values ($1, $2, $3, $4)`,
};
const endPaths = {
  name: "webhook_paths_end",
  text: `update webhook_paths set expires_at = $3 where agency_id = $1 and rail_account_id = $2 and expires_at is null`,
};
const insertClearing = {
  name: "rail_account_clearing",
  text: `insert into ledger_accounts (agency_id, code, name, type) values ($1, $2, $3, 'asset') on conflict do nothing`,
};
const update = {
  name: "rail_account_update",
  text: `update rail_accounts set label = $3, settings_sealed = $4, settings_hints = $5::jsonb, is_active = $6, refuses_unknown = $7,
      version = version + 1
    where agency_id = $1 and id = $2`,
};

/** How long the old address of callbacks is still answered after a new one was made. */
const graceMs = 7 * 24 * 3_600_000;

/**
 * The secret part of an address: 32 random bytes, kept as a hash for the door and sealed for the requests that name it.
 * In hexadecimal, which can spell none of the words for which Daraja refuses an address (exe, cmd, sql).
 */
const newSecret = () => randomBytes(32).toString("hex");

/** What the door looks an address up by. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "base64url");
}

function checkSettings(rail: RailId, account: string, settings: Record<string, string>): void {
  const fields = checkRailSettings(rail, account, settings);
  const [first] = fields;
  if (first !== undefined) throw new AppError("INVALID", first.message, { fields });
}

const withoutEmpty = (settings: Record<string, string>) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ""));

/**
 * Adds an account with a provider, with the address that the provider is to call. Throws INVALID with a field error for
 * each setting that the rail's description refuses, CONFLICT for an account that is there.
 */
export async function createRailAccount({
  ctx,
  input,
}: RailVerb<CreateRailAccountInput>): Promise<RailAccountDto> {
  requirePermission(ctx, "rails:write");
  requireWholeAgency(ctx);
  const { rail, account, label, currency, refusesUnknown } = input;
  const settings = withoutEmpty(input.settings);
  checkSettings(rail, account, settings);
  const { currencies, clearing, name }: RailDescriptor = railDescriptors[rail];
  if (currencies !== null && !currencies.includes(currency))
    throw new AppError("INVALID", `${name} carries ${currencies.join(", ")}`, {
      fields: [{ path: "currency", rule: "rail", message: `choose ${currencies.join(" or ")}` }],
    });
  const id = newId();
  const callbackSecret = newSecret();
  const sealed = sealSettings(ctx, id, { settings, callbackSecret });
  const hints = JSON.stringify(hintsOf(rail, settings));
  const by = actingUserId(ctx);
  return ctx.db.transaction(async (tx) => {
    await tx.sql(insertClearing, ctx.agencyId, clearing.code, clearing.name);
    const made = await tx.sql(
      insert,
      ctx.agencyId,
      id,
      rail,
      account,
      label,
      currency,
      sealed,
      hints,
      refusesUnknown,
      by,
    );
    if (made.length === 0) throw new AppError("CONFLICT", `the account ${account} is there already`);
    await tx.sql(insertPath, hashSecret(callbackSecret), ctx.agencyId, id, rail);
    await followRail(tx, ctx, { id, rail, isActive: true });
    await trace(tx, ctx, "rail_account.created", id, { rail, account, label, refusesUnknown });
    return toAccountDto(ctx, await readAccount(tx.sql, ctx, id));
  });
}

/** Changes an account. Settings that are left out stay; CONFLICT when somebody changed it meanwhile. */
export async function updateRailAccount({
  ctx,
  input,
}: RailVerb<UpdateRailAccountInput>): Promise<RailAccountDto> {
  requirePermission(ctx, "rails:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const before = await lockAccount(tx, ctx, input.id);
    requireVersion(before, input.version);
    const { settings: kept, callbackSecret } = openSettings(ctx, before);
    const settings = withoutEmpty({ ...kept, ...input.settings });
    checkSettings(before.rail, before.account, settings);
    const { label = before.label, isActive = before.isActive } = input;
    const refusesUnknown = input.refusesUnknown ?? before.refusesUnknown;
    const sealed = sealSettings(ctx, before.id, { settings, callbackSecret });
    const hints = JSON.stringify(hintsOf(before.rail, settings));
    await tx.sql(update, ctx.agencyId, before.id, label, sealed, hints, isActive, refusesUnknown);
    await followRail(tx, ctx, { id: before.id, rail: before.rail, isActive });
    const changed = Object.keys(input.settings ?? {})
      .toSorted()
      .join(", ");
    await trace(tx, ctx, "rail_account.updated", before.id, { label, isActive, refusesUnknown, changed });
    return toAccountDto(ctx, await readAccount(tx.sql, ctx, before.id));
  });
}

/**
 * While an account is in use, its provider's list is fetched: a lost callback is found within a quarter of an hour. The
 * days of all accounts are proved each night.
 */
async function followRail(
  tx: Tx,
  ctx: ServiceContext,
  { id, rail, isActive }: { id: string; rail: RailId; isActive: boolean },
): Promise<void> {
  const { timeZone } = ctx.agency;
  const proof = { name: "reconciliation.prove", key: "", cron: "30 3 * * *" } as const;
  await saveSchedule(tx, ctx, { ...proof, timeZone, payload: { agencyId: ctx.agencyId } });
  const { capabilities }: RailDescriptor = railDescriptors[rail];
  if (!capabilities.includes("pull")) return;
  const name = "rails.pull";
  if (!isActive) return removeSchedule(tx, ctx, { name, key: id });
  const payload = { agencyId: ctx.agencyId, railAccountId: id };
  await saveSchedule(tx, ctx, { name, key: id, cron: "*/15 * * * *", timeZone, payload });
}

/** Makes another address for callbacks; the old one is answered for a week more. Tell the provider the new one. */
export async function renewCallbackAddress({
  ctx,
  input,
}: RailVerb<{ id: string }>): Promise<CallbackAddressDto> {
  requirePermission(ctx, "rails:write");
  requireWholeAgency(ctx);
  const callbackSecret = newSecret();
  const previousEndsAt = new Date(ctx.clock.nowMs() + graceMs).toISOString();
  return ctx.db.transaction(async (tx) => {
    const row = await lockAccount(tx, ctx, input.id);
    const { settings } = openSettings(ctx, row);
    const sealed = sealSettings(ctx, row.id, { settings, callbackSecret });
    const { label, isActive, refusesUnknown, settingsHints } = row;
    await tx.sql(endPaths, ctx.agencyId, row.id, previousEndsAt);
    await tx.sql(insertPath, hashSecret(callbackSecret), ctx.agencyId, row.id, row.rail);
    const hints = JSON.stringify(settingsHints);
    await tx.sql(update, ctx.agencyId, row.id, label, sealed, hints, isActive, refusesUnknown);
    await trace(tx, ctx, "rail_account.address_renewed", row.id, { previousEndsAt });
    return { url: callbackUrlOf(ctx.rails, row.rail, callbackSecret), previousEndsAt };
  });
}

function trace(tx: Tx, ctx: ServiceContext, action: string, id: string, after: object): Promise<void> {
  return recordAudit(tx, ctx, { action, entityType: "rail_account", entityId: id, after });
}
