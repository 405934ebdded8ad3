/** The three roles of Stead. None may bypass row-level security, and only the owner may change the schema. */
export const roles = { owner: "stead_owner", app: "stead_app", system: "stead_system" } as const;

export type RoleName = keyof typeof roles;
export type RolePasswords = Readonly<Record<RoleName, string>>;

/** `url` with another database and, when given, another account. */
export function databaseUrl(
  url: string,
  database: string,
  account?: { user: string; password: string },
): string {
  const target = new URL(url);
  target.pathname = `/${encodeURIComponent(database)}`;
  if (account) {
    target.username = encodeURIComponent(account.user);
    target.password = encodeURIComponent(account.password);
  }
  return target.href;
}
