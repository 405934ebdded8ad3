import type { NotificationKind } from "@stead/contracts/notifications";
import { notificationKinds } from "@stead/contracts/notifications";
import type { NotificationRow } from "./dto.ts";

/** The columns of `notifications n`. */
export const notificationColumns = `n.id, n.kind, jsonb_build_object('kind', n.subject_kind, 'id', n.subject_id) as subject,
  n.params, n.read_at as "readAt", n.created_at as "createdAt"`;

/** Rows of kinds that this version knows. */
export const isKnownKind = "n.kind = any(?::text[])";
export const knownKinds: readonly NotificationKind[] = notificationKinds;
export type { NotificationRow };
