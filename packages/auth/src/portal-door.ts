import type { SystemDb } from "@stead/db/system";
import { isId } from "@stead/kernel/ids";
import type { AgencyRecord } from "./identity.ts";
import { cookieOf } from "./session-cookie.ts";

/** What a tenant's cookie holds: the token is good in its agency alone. */
export type PortalToken = { agencyId: string; token: string };

/** The tenants' way in, beside that of people of an agency: a cookie of its own, and agencies by their public names. */
export type PortalDoor = {
  /** The agency whose portal has this name in its address; null when there is none. */
  findAgency(slug: string): Promise<AgencyRecord | null>;
  readCookie(headers: Headers): PortalToken | null;
  /** The line that keeps a session in a browser; without one, the line that forgets it. */
  cookieOf(session: (PortalToken & { expiresAt: string; nowMs: number }) | null): string;
};

const bySlug = {
  name: "agency_by_slug",
  text: `select id, name, currency, time_zone as "timeZone", country, locale, policies from agencies where slug = $1`,
};

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export function createPortalDoor(system: Pick<SystemDb, "sql">, publicUrl: string): PortalDoor {
  const isHttps = publicUrl.startsWith("https:");
  const name = `${isHttps ? "__Secure-" : ""}stead.portal_session`;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isHttps ? "; Secure" : ""}`;
  return {
    async findAgency(slug) {
      const [row] = await system.sql<AgencyRecord>(bySlug, slug);
      return row ?? null;
    },
    readCookie(headers) {
      const [agencyId, token, ...rest] = cookieOf(headers.get("cookie") ?? "", name)?.split(".") ?? [];
      const isWhole = isId(agencyId) && token !== undefined && tokenPattern.test(token) && rest.length === 0;
      return isWhole ? { agencyId, token } : null;
    },
    cookieOf(session) {
      if (session === null) return `${name}=; ${attributes}; Max-Age=0`;
      const { agencyId, token, expiresAt, nowMs } = session;
      const seconds = Math.max(0, Math.floor((Date.parse(expiresAt) - nowMs) / 1_000));
      return `${name}=${agencyId}.${token}; ${attributes}; Max-Age=${seconds}`;
    },
  };
}
