import type { CreatePropertyInput } from "@stead/contracts/portfolio";
import { AppError, invalidField } from "@stead/kernel/errors";

/** Parts per million in the whole of a property. */
const wholePpm = 1_000_000;

/** Throws INVALID unless the owners are different people whose shares make the whole, or there are none. */
export function checkOwnerShares(owners: readonly { contactId: string; sharePpm: number }[]): void {
  if (new Set(owners.map(({ contactId }) => contactId)).size !== owners.length) {
    throw invalidField("owners", "once", "name each owner once");
  }
  const total = owners.reduce((sum, { sharePpm }) => sum + sharePpm, 0);
  if (owners.length > 0 && total !== wholePpm) {
    throw invalidField("owners", "whole", `the shares add up to ${total / 10_000} %; make them 100 %`);
  }
}

/** Throws INVALID when only one of the two coordinates is given. */
export function checkCoordinates(place: Pick<CreatePropertyInput, "latitude" | "longitude">): void {
  if ((place.latitude === null) !== (place.longitude === null)) {
    throw invalidField(
      place.latitude === null ? "latitude" : "longitude",
      "both",
      "give both latitude and longitude, or neither",
    );
  }
}

/** The letters of a made code: initials of the name's words, or its first letters when it is one word. */
export function codePrefix(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toUpperCase();
  const words = plain.split(/[^A-Z0-9]+/).filter((word) => /[A-Z]/.test(word));
  const [first = ""] = words;
  const letters = words.length > 1 ? words.map((word) => word.slice(0, 1)).join("") : first;
  return letters.slice(0, 4) || "P";
}

/** `SUN-3` after `SUN-1` and `SUN-2`: the number after the highest that the prefix has. */
export function nextCode(prefix: string, taken: readonly string[]): string {
  const pattern = new RegExp(`^${prefix}-(\\d{1,9})$`);
  const numbers = taken.map((code) => Number(pattern.exec(code)?.[1] ?? 0));
  return `${prefix}-${Math.max(0, ...numbers) + 1}`;
}

/** Throws PRECONDITION when something that is let would be archived. */
export function checkArchivable(
  edit: { status?: string | undefined },
  letCount: number,
  what: "property" | "unit",
): void {
  if (edit.status === "archived" && letCount > 0) {
    throw new AppError(
      "PRECONDITION",
      `this ${what} has leases that run or are to come; end them before you archive it`,
      { leaseCount: letCount },
    );
  }
}
