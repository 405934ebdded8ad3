import type { Clock } from "@stead/kernel/clock";
import type { RailAccount } from "../rail-provider.ts";
import type { RailGuard } from "../rail-guard.ts";
import { createDaraja, type Daraja } from "./daraja.ts";

export type MpesaSettings = {
  kind: "paybill" | "till";
  consumerKey: string;
  consumerSecret: string;
  passkey: string;
  headOffice: string | undefined;
  initiatorName: string | undefined;
  initiatorPassword: string | undefined;
  certificate: string | undefined;
  nominatedNumber: string | undefined;
};

/** One short code, ready to speak. */
export type MpesaAccount = {
  shortCode: string;
  /** What prompts are sent from: of a till its head office. */
  promptCode: string;
  settings: MpesaSettings;
  daraja: Daraja;
  clock: Clock;
  /** Whether this is Daraja itself, whose rules for addresses are stricter. */
  isLive: boolean;
  /** Where Daraja calls for a topic. */
  addressOf(topic: string): string;
};

export type MpesaAccountOptions = { baseUrl: string | undefined; guard: RailGuard; clock: Clock };

/** Settings that the descriptor's rules have passed. */
function readSettings(settings: RailAccount["settings"]): MpesaSettings {
  const optional = (name: string) => (settings[name] === "" ? undefined : settings[name]);
  return {
    kind: settings["kind"] === "till" ? "till" : "paybill",
    consumerKey: settings["consumerKey"] ?? "",
    consumerSecret: settings["consumerSecret"] ?? "",
    passkey: settings["passkey"] ?? "",
    headOffice: optional("headOffice"),
    initiatorName: optional("initiatorName"),
    initiatorPassword: optional("initiatorPassword"),
    certificate: optional("certificate"),
    nominatedNumber: optional("nominatedNumber"),
  };
}

export function openMpesaAccount(
  account: RailAccount,
  { baseUrl, guard, clock }: MpesaAccountOptions,
): MpesaAccount {
  const settings = readSettings(account.settings);
  const { consumerKey, consumerSecret } = settings;
  const root = account.callbackUrl.replace(/\/+$/, "");
  return {
    shortCode: account.account,
    promptCode: settings.kind === "till" ? (settings.headOffice ?? account.account) : account.account,
    settings,
    daraja: createDaraja({
      baseUrl: baseUrl ?? "https://api.safaricom.co.ke",
      consumerKey,
      consumerSecret,
      guard,
      clock,
    }),
    clock,
    isLive: baseUrl === undefined,
    addressOf: (topic) => `${root}/${topic}`,
  };
}
