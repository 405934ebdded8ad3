import type { Role } from "@stead/contracts/permissions";
import { AppError, invalidField } from "@stead/kernel/errors";

/** A member as the rules see it. */
export type Standing = { id: string; userId: string; role: Role; propertyIds: readonly string[] | null };

/** Who asks: owners may do everything to members, others not all. */
export type Asker = { userId: string | null; isOwner: boolean };

/** What a member becomes; null when it leaves. */
export type Change = { role: Role; propertyIds: readonly string[] | null } | null;

/**
 * Whether a member may become this (decisions: roles and scopes). Throws FORBIDDEN when somebody who is no owner makes,
 * changes or removes an owner, or changes their own standing; INVALID for an owner limited to properties; PRECONDITION
 * when the agency would be without an owner.
 */
export function checkMemberChange(member: Standing, change: Change, asker: Asker, ownerCount: number): void {
  const touchesOwner = member.role === "owner" || change?.role === "owner";
  if (touchesOwner && !asker.isOwner)
    throw new AppError("FORBIDDEN", "only an owner makes, changes or removes owners");
  if (change !== null && member.userId === asker.userId && !asker.isOwner) {
    throw new AppError("FORBIDDEN", "nobody changes their own role or properties; ask an owner");
  }
  if (change?.role === "owner" && change.propertyIds !== null) {
    throw invalidField(
      "propertyIds",
      "owner_sees_all",
      "an owner sees every property; choose another role to limit it",
    );
  }
  if (member.role === "owner" && change?.role !== "owner" && ownerCount <= 1) {
    throw new AppError("PRECONDITION", "this is the last owner; make somebody else an owner first");
  }
}
