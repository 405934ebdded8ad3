import { createHash } from "node:crypto";
import type { ApiKeyIdentity, SessionIdentity } from "./identity.ts";

/** Where who a caller is may be kept, by the hash of what the caller shows; only what lets in. */
export type Callers = {
  session(hash: string, find: () => Promise<SessionIdentity | null>): Promise<SessionIdentity | null>;
  apiKey(hash: string, find: () => Promise<ApiKeyIdentity | null>): Promise<ApiKeyIdentity | null>;
};

/** Keeps nothing. */
export const openly: Callers = { session: (_hash, find) => find(), apiKey: (_hash, find) => find() };

/** SHA-256, hexadecimal: as the database names the session that changed. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
