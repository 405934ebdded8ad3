import { createHash, randomBytes, randomInt } from "node:crypto";

/** A secret of 256 random bits, to be given out once. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** How a secret of 256 random bits is kept: a plain hash will do, there is nothing to guess. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Six digits for a person to type. They can be guessed: keep them under a keyed hash, for minutes and few tries. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, "0");
}
