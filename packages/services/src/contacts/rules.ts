import { AppError, invalidField } from "@stead/kernel/errors";
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/min";

/**
 * A phone number as people write it, in E.164: `0712 345 678` in KE is `+254712345678`; null for an empty one. Numbers
 * without a country's prefix are read with `country`. Throws INVALID when no such number can exist.
 */
export function readPhone(text: string | null, country: string): string | null {
  if (text === null || text.trim() === "") return null;
  const number = parsePhoneNumberFromString(text, isCountry(country) ? country : undefined);
  // Possible, not valid: countries open new ranges faster than lists of them are kept.
  if (number?.isPossible() !== true || number.number.length > 16) {
    throw invalidField("phone", "phone", "write a phone number with its country, as +254 712 345678");
  }
  return number.number;
}

function isCountry(country: string): country is CountryCode {
  return isSupportedCountry(country);
}

/** An e-mail address as it is kept and compared: without outer blanks, in lower case; null for an empty one. */
export function readEmail(text: string | null): string | null {
  return text?.trim().toLowerCase() || null;
}

/** What a search for a contact looks for: in what reads like a phone number, its digits without the leading zero. */
export function contactSearchText(q: string): string {
  const isPhone = /^[+\d\s().-]+$/.test(q) && q.replaceAll(/\D/g, "").length >= 4;
  return isPhone ? q.replaceAll(/\D/g, "").replace(/^0+/, "") : q;
}

/** Throws PRECONDITION when somebody with leases that run would be archived. */
export function checkContactArchivable(edit: { status?: string | undefined }, leaseCount: number): void {
  if (edit.status === "archived" && leaseCount > 0) {
    throw new AppError("PRECONDITION", "this contact has leases that run; end them before you archive it", {
      leaseCount,
    });
  }
}
