import { createHash } from "node:crypto";
import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { railDescriptors, type RailId, type RailSetting } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import type { RailProvider } from "@stead/providers/rails/rail-provider";
import { requireFound, type ServiceContext } from "../context/index.ts";
import type { RailContext, Rails } from "../context/index.ts";

export type RailAccountRow = {
  id: string;
  rail: RailId;
  account: string;
  label: string;
  currency: string;
  settingsSealed: string;
  settingsHints: Record<string, string>;
  isActive: boolean;
  refusesUnknown: boolean;
  pulledTo: string | null;
  registeredAt: string | null;
  testedAt: string | null;
  testResult: RailAccountDto["testResult"];
  unreadableCount: number;
  unreadableAt: string | null;
  version: number;
};

export const accountColumns = `a.id, a.rail, a.account, a.label, a.currency, a.settings_sealed as "settingsSealed",
  a.settings_hints as "settingsHints", a.is_active as "isActive", a.refuses_unknown as "refusesUnknown",
  a.pulled_to as "pulledTo", a.registered_at as "registeredAt", a.tested_at as "testedAt", a.test_result as "testResult",
  a.unreadable_count as "unreadableCount", a.unreadable_at as "unreadableAt", a.version`;

const byId = {
  name: "rail_account",
  text: `select ${accountColumns} from rail_accounts a where a.agency_id = $1 and a.id = $2`,
};
const byIdLocked = { name: "rail_account_lock", text: `${byId.text} for update` };

export async function readAccount(
  sql: Tx["sql"],
  ctx: Pick<ServiceContext, "agencyId">,
  id: string,
): Promise<RailAccountRow> {
  const [row] = await sql<RailAccountRow>(byId, ctx.agencyId, id);
  return requireFound(row, "account with a provider");
}

export async function lockAccount(tx: Tx, ctx: ServiceContext, id: string): Promise<RailAccountRow> {
  const [row] = await tx.sql<RailAccountRow>(byIdLocked, ctx.agencyId, id);
  return requireFound(row, "account with a provider");
}

/** A provider's list reaches back so far: what could not be read before is on it no more. */
const listedMs = 48 * 3_600_000;

export function toAccountDto({ clock }: Pick<ServiceContext, "clock">, row: RailAccountRow): RailAccountDto {
  const { settingsSealed: _sealed, pulledTo: _pulledTo, settingsHints: settings, ...rest } = row;
  const { unreadableCount: count, unreadableAt: seenAt, ...shown } = rest;
  const isListed = seenAt !== null && Date.parse(seenAt) > clock.nowMs() - listedMs;
  return { ...shown, settings, unreadable: isListed && count > 0 ? { count, seenAt } : null };
}

const purposeOf = (agencyId: string, id: string) => `rail settings ${agencyId} ${id}`;

/** What is sealed of an account: its settings, and the secret of the address that the provider calls. */
export type SealedSettings = { settings: Record<string, string>; callbackSecret: string };

export function sealSettings(
  { agencyId, rails }: Pick<RailContext, "agencyId" | "rails">,
  id: string,
  sealed: SealedSettings,
): string {
  return rails.sealer.seal(Buffer.from(JSON.stringify(sealed)), purposeOf(agencyId, id)).toString("base64");
}

export function openSettings(
  { agencyId, rails }: { agencyId: string; rails: Pick<Rails, "sealer"> },
  { id, settingsSealed }: Pick<RailAccountRow, "id" | "settingsSealed">,
): SealedSettings {
  const opened = rails.sealer.open(Buffer.from(settingsSealed, "base64"), purposeOf(agencyId, id));
  // Sealed by us, so it is what was sealed.
  return JSON.parse(opened.toString()) as SealedSettings;
}

/** What is shown of settings: a secret's last characters, never more than a quarter of it. */
export function hintsOf(rail: RailId, settings: Readonly<Record<string, string>>): Record<string, string> {
  const described: readonly RailSetting[] = railDescriptors[rail].settings;
  const secrets = new Set(described.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (!secrets.has(name) || value === "") return [name, value];
      const shown = Math.min(4, Math.floor(value.length / 4));
      return [name, `••••${shown === 0 ? "" : value.slice(-shown)}`];
    }),
  );
}

export function callbackUrlOf(
  { callbackBase }: Pick<Rails, "callbackBase">,
  rail: RailId,
  secret: string,
): string {
  return `${callbackBase}/webhooks/${railDescriptors[rail].door}/${secret}`;
}

/** The account's way to its provider. */
export function openProvider(
  ctx: { agencyId: string; rails: Rails },
  row: Pick<RailAccountRow, "id" | "rail" | "account" | "settingsSealed" | "version">,
): RailProvider {
  const { id, rail, account, version } = row;
  const { settings, callbackSecret } = openSettings(ctx, row);
  const callbackUrl = callbackUrlOf(ctx.rails, rail, callbackSecret);
  return ctx.rails.open({ id, rail, account, settings, callbackUrl, version });
}

const payerPurpose = (agencyId: string) => `payer ${agencyId}`;

/** A payer's name of a provider or bank, known again without being told. */
export function fingerprintPayer(
  { agencyId, rails }: Pick<RailContext, "agencyId" | "rails">,
  key: string,
): string {
  return rails.sealer.fingerprint(key, payerPurpose(agencyId));
}

/** The name under which a phone's owner pays: providers tell of the number, or of its SHA-256, as that. */
export function fingerprintPhone(ctx: Pick<RailContext, "agencyId" | "rails">, phone: string): string {
  return fingerprintPayer(ctx, createHash("sha256").update(phone.replaceAll(/\D/g, "")).digest("hex"));
}

/** Who paid, as it is kept: known again without being told, and read only by those who may. */
export function payerOf(
  { agencyId, rails }: Pick<RailContext, "agencyId" | "rails">,
  { key, name }: { key: string | null; name: string | null },
): { key: string | null; nameSealed: string | null } | null {
  if (key === null && name === null) return null;
  const nameSealed = name && payerNameOf({ agencyId, rails }, name);
  return { key: key && fingerprintPayer({ agencyId, rails }, key), nameSealed };
}

/** A payer's name, sealed. */
export function payerNameOf(
  { agencyId, rails }: Pick<RailContext, "agencyId" | "rails">,
  name: string,
): string {
  return rails.sealer.seal(Buffer.from(name), payerPurpose(agencyId)).toString("base64");
}

export function openPayerName(
  { agencyId, rails }: Pick<RailContext, "agencyId" | "rails">,
  sealed: string | null,
): string | null {
  if (sealed === null) return null;
  return rails.sealer.open(Buffer.from(sealed, "base64"), payerPurpose(agencyId)).toString();
}
