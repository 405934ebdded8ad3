import type { AttemptLimit } from "@stead/auth/attempts";
import type { MessageChannel } from "@stead/contracts/messages";
import { invalidField, isAppError } from "@stead/kernel/errors";
import { readPhone } from "../contacts/index.ts";
import type { RailContext } from "../context/index.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long a code may be used, and after it the choice between several contacts. */
export const codeLifeMs = 10 * minuteMs;
/** Wrong codes before a new one is needed. */
export const mostTries = 5;

/** A session ends after so long without use, and for certain after so long. */
export const idleMs = 7 * dayMs;
export const sessionLifeMs = 30 * dayMs;
/** How exactly the last use is known. */
export const seenEveryMs = 10 * minuteMs;

/** Codes that one phone or e-mail address is asked for, known or not. */
export const addressLimit: AttemptLimit = { purpose: "portal-address", most: 5, windowMs: hourMs };
/** Codes sent to one contact, whichever of its addresses is typed. */
export const contactLimit: AttemptLimit = { purpose: "portal-contact", most: 8, windowMs: hourMs };
/** Requests of one network address; many phones share the address of their network. */
export const clientAskLimit: AttemptLimit = { purpose: "portal-ask", most: 60, windowMs: hourMs };
export const clientTryLimit: AttemptLimit = { purpose: "portal-try", most: 120, windowMs: hourMs };

/** Prompts and links that the leases of one tenant may ask for in an hour. */
export const mostPaymentsAnHour = 20;

export type PortalAddress = { channel: MessageChannel; value: string };

/** What somebody typed, as contacts keep it. Throws INVALID, at the field `address`, for what can be neither. */
export function readAddress(text: string, country: string): PortalAddress {
  if (text.includes("@")) {
    const value = text.toLowerCase();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
      throw invalidField("address", "email", "write an e-mail address, as name@example.org");
    return { channel: "email", value };
  }
  const rule = "write a phone number, as 0712 345 678, or an e-mail address, as name@example.org";
  return { channel: "sms", value: readPhoneField("address", text, country, rule) };
}

const phoneRule = "write a phone number, as 0712 345 678 or +254 712 345678";

/** A phone that must be there, in E.164. Throws INVALID at the field that holds it. */
export function readPhoneField(path: string, text: string, country: string, rule = phoneRule): string {
  try {
    const phone = readPhone(text, country);
    if (phone !== null) return phone;
  } catch (error) {
    if (!isAppError(error, "INVALID")) throw error;
  }
  throw invalidField(path, "phone", rule);
}

type Named = Pick<RailContext, "agencyId" | "rails">;

/** An address, known again without being told. */
export function fingerprintAddress({ agencyId, rails }: Named, value: string): string {
  return rails.sealer.fingerprint(value, `portal address ${agencyId}`);
}

/** A code, known again by whoever has the installation's secret alone: six digits would be found by trying. */
export function fingerprintCode({ agencyId, rails }: Named, codeId: string, code: string): string {
  return rails.sealer.fingerprint(code, `portal code ${agencyId} ${codeId}`);
}

/** Where an agency's portal is, below the public address. */
export function portalPath(slug: string): string {
  return `/portal/${encodeURIComponent(slug)}`;
}
