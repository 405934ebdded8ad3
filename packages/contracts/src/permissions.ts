export const roles = ["owner", "manager", "accountant", "agent", "viewer"] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  "agency:read",
  "agency:write",
  "members:read",
  "members:write",
  "api-keys:write",
  "portfolio:read",
  "portfolio:write",
  "contacts:read",
  "contacts:write",
  "leases:read",
  "leases:write",
  "billing:read",
  "billing:write",
  "payments:read",
  "payments:write",
  "refunds:write",
  "rails:read",
  "rails:write",
  "ledger:read",
  "ledger:write",
  "audit:read",
  "bulk:write",
  "exports:write",
  "imports:read",
  "imports:write",
  "messages:read",
  "messages:write",
  "jobs:read",
  "jobs:write",
  "reports:read",
  "reports:write",
] as const;
export type Permission = (typeof permissions)[number];

const reads = permissions.filter((permission) => permission.endsWith(":read"));
const viewerReads = reads.filter(
  (permission) => permission !== "audit:read" && permission !== "members:read",
);

/** What each role of an agency may do. An API key may do the part of its maker's role that it was given. */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  owner: permissions,
  manager: permissions.filter((permission) => permission !== "agency:write" && permission !== "ledger:write"),
  accountant: [
    ...reads,
    "billing:write",
    "payments:write",
    "refunds:write",
    "ledger:write",
    "bulk:write",
    "exports:write",
    "imports:write",
    "jobs:write",
    "reports:write",
  ],
  agent: [
    ...viewerReads,
    "portfolio:write",
    "contacts:write",
    "leases:write",
    "payments:write",
    "bulk:write",
    "exports:write",
    "imports:write",
  ],
  // A file of what they see anyway.
  viewer: [...viewerReads, "exports:write"],
};
