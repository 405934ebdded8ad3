import { randomBytes } from "node:crypto";
import type { MobileMoney } from "./mobile-money.ts";
import type { AccessToken, DarajaApp, Merchant } from "./rows.ts";
import { wireErrors } from "./wire-errors.ts";

/** What a merchant is when nothing else was said. */
export const newMerchant: Omit<Merchant, "shortCode" | "consumerKey" | "name"> = {
  kind: "paybill",
  passkey: null,
  initiatorName: null,
  initiatorPassword: null,
  isValidationOn: false,
  isProduction: false,
  urls: null,
  isPullRegistered: false,
  utility: 0,
};

function parseBasic(header: string | undefined): { key: string; secret: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? "")?.[1];
  const [, key = "", secret = ""] =
    /^([^:]+):(.+)$/.exec(Buffer.from(encoded ?? "", "base64").toString("utf8")) ?? [];
  return key === "" ? null : { key, secret };
}

/** Buys a token. An unknown app is taken on at its first use, when that is allowed. */
export function issueToken(mobile: MobileMoney, authorization: string | undefined): AccessToken {
  const basic = parseBasic(authorization);
  if (basic === null) throw wireErrors.invalidAuthentication();
  const known = mobile.apps.get(basic.key);
  if (known === undefined ? !mobile.settings.now.isFirstUseOpen : known.consumerSecret !== basic.secret) {
    throw wireErrors.invalidAuthentication();
  }
  if (known === undefined) {
    mobile.apps.put(basic.key, {
      consumerKey: basic.key,
      consumerSecret: basic.secret,
      c2bVersion: "both",
    });
  }
  const token = randomBytes(21).toString("base64url");
  const expiresMs = mobile.clock.nowMs() + mobile.settings.now.tokenSeconds * 1_000;
  return mobile.tokens.put(token, { token, consumerKey: basic.key, expiresMs });
}

/** The app behind a bearer token. A token that is missing, unknown or old answers with HTTP 404, as Daraja does. */
export function findApp(mobile: MobileMoney, authorization: string | undefined): DarajaApp {
  const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
  const row = token === undefined ? undefined : mobile.tokens.get(token);
  const app = row === undefined ? undefined : mobile.apps.get(row.consumerKey);
  if (row === undefined || app === undefined || row.expiresMs <= mobile.clock.nowMs()) {
    throw wireErrors.invalidToken();
  }
  if (mobile.modes.take("token-expired-early", { account: app.consumerKey }) !== undefined) {
    mobile.tokens.delete(row.token);
    throw wireErrors.invalidToken();
  }
  return app;
}

/** The app's merchant of this short code, taken on at its first use when that is allowed; else undefined. */
export function findMerchant(mobile: MobileMoney, app: DarajaApp, shortCode: string): Merchant | undefined {
  const known = mobile.merchants.get(shortCode);
  if (known !== undefined) return known.consumerKey === app.consumerKey ? known : undefined;
  if (!mobile.settings.now.isFirstUseOpen) return undefined;
  return mobile.merchants.put(shortCode, {
    ...newMerchant,
    shortCode,
    consumerKey: app.consumerKey,
    name: `Merchant ${shortCode}`,
  });
}

/** As `findMerchant`, or the wire's error for a field that names an unknown short code. */
export function needMerchant(
  mobile: MobileMoney,
  app: DarajaApp,
  { shortCode, field }: { shortCode: string; field: string },
): Merchant {
  const merchant = findMerchant(mobile, app, shortCode);
  if (merchant === undefined) throw wireErrors.invalidField(field);
  return merchant;
}

/**
 * Checks `base64(short code + passkey + timestamp)`. The first prompt of a merchant without a passkey teaches it.
 * Throws "Wrong credentials".
 */
export function checkPassword(
  mobile: MobileMoney,
  merchant: Merchant,
  { password, timestamp }: { password: string; timestamp: string },
): Merchant {
  const plain = Buffer.from(password, "base64").toString("utf8");
  const passkey =
    plain.startsWith(merchant.shortCode) && plain.endsWith(timestamp)
      ? plain.slice(merchant.shortCode.length, -timestamp.length)
      : "";
  if (passkey === "" || (merchant.passkey !== null && merchant.passkey !== passkey)) {
    throw wireErrors.wrongCredentials();
  }
  return merchant.passkey === null ? mobile.merchants.change(merchant.shortCode, { passkey }) : merchant;
}
