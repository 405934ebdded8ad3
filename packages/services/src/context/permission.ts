import type { Permission } from "@stead/contracts/permissions";
import { AppError } from "@stead/kernel/errors";
import { actingUserId, type ServiceContext } from "./context.ts";

/** Throws FORBIDDEN unless the actor has the permission. The first line of every verb. */
export function requirePermission(ctx: ServiceContext, permission: Permission): void {
  if (!ctx.permissions.has(permission)) {
    throw new AppError("FORBIDDEN", `this needs the permission ${permission}; ask an owner of the agency`, {
      permission,
    });
  }
}

/** Throws NOT_FOUND for a property outside the actor's scope, as for one that does not exist. */
export function requirePropertyInScope(ctx: ServiceContext, propertyId: string): void {
  if (ctx.propertyIds !== null && !ctx.propertyIds.includes(propertyId)) {
    throw new AppError("NOT_FOUND", "there is no such property");
  }
}

/** Throws FORBIDDEN for an actor who is limited to some properties: for what concerns the whole agency. */
export function requireWholeAgency(ctx: ServiceContext): void {
  if (ctx.propertyIds !== null)
    throw new AppError(
      "FORBIDDEN",
      "this concerns the whole agency; your access is limited to some properties",
    );
}

/** The person who acts. Throws FORBIDDEN for a program or Stead itself: what is theirs alone, and nobody is told for them. */
export function requirePerson(ctx: Pick<ServiceContext, "actor">): string {
  const userId = actingUserId(ctx);
  if (userId === null) throw new AppError("FORBIDDEN", "this is for people: an API key cannot do it");
  return userId;
}
