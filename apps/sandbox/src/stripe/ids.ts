import { randomInt } from "node:crypto";

const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export function randomText(length: number): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join("");
}

const lengths: Record<string, number> = { cus: 14, prod: 14, si: 14, cs_test: 58 };

/** `pi_3Qb…`: a prefix of the kind and letters and digits. */
export function newStripeId(prefix: string): string {
  return `${prefix}_${randomText(lengths[prefix] ?? 24)}`;
}
