/** Carries where the database's log was when the session last changed something, from process to process. */
const name = "stead_position";

/** What a browser sends back with its next requests; after `maxAgeSeconds` every replica in use has it. */
export function positionCookie(position: string, { maxAgeSeconds, isSecure }: CookieOptions): string {
  const attributes = [`Max-Age=${maxAgeSeconds}`, "Path=/", "HttpOnly", "SameSite=Lax"];
  return [`${name}=${position}`, ...attributes, ...(isSecure ? ["Secure"] : [])].join("; ");
}

export type CookieOptions = { maxAgeSeconds: number; isSecure: boolean };

const pattern = new RegExp(`(?:^|;\\s*)${name}=([0-9A-F/]{3,17})(?:;|$)`);

/** The position that a request brings along. */
export function positionOf(headers: Headers): string | undefined {
  return pattern.exec(headers.get("cookie") ?? "")?.[1];
}
