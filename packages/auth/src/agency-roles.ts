import { rolePermissions, type Role } from "@stead/contracts/permissions";
import { createAccessControl } from "better-auth/plugins/access";

const statements = {
  invitation: ["create", "cancel"],
  member: ["create", "update", "delete"],
  organization: ["update", "delete"],
  ac: ["read"],
  team: [],
} as const;

/** The library's own check of who may invite, fed from Stead's permissions so that the two agree. */
export const accessControl = createAccessControl(statements);

function libraryRole(role: Role) {
  const mayInvite = rolePermissions[role].includes("members:write");
  return accessControl.newRole({
    invitation: mayInvite ? ["create", "cancel"] : [],
    member: [],
    organization: [],
    ac: [],
    team: [],
  });
}

export const agencyRoles = {
  owner: libraryRole("owner"),
  manager: libraryRole("manager"),
  accountant: libraryRole("accountant"),
  agent: libraryRole("agent"),
  viewer: libraryRole("viewer"),
} satisfies Record<Role, unknown>;
