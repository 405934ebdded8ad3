import type { NotificationKind } from "@stead/contracts/notifications";
import { notificationKinds } from "@stead/contracts/notifications";
import { AppError } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import type { NotificationRow } from "./dto.ts";

/** The columns of `notifications n`. */
export const notificationColumns = `n.id, n.kind, jsonb_build_object('kind', n.subject_kind, 'id', n.subject_id) as subject,
  n.params, n.read_at as "readAt", n.created_at as "createdAt"`;

/** Rows of kinds that this version knows. */
export const isKnownKind = "n.kind = any(?::text[])";
export const knownKinds: readonly NotificationKind[] = notificationKinds;
export type { NotificationRow };

/** The person who acts. Throws FORBIDDEN for a program or Stead itself: nobody is told for them. */
export function personOf({ actor }: Pick<ServiceContext, "actor">): string {
  if (actor.kind !== "user" || actor.id === null)
    throw new AppError("FORBIDDEN", "this is for people: an API key cannot do it");
  return actor.id;
}
