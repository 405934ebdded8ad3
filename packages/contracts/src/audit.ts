import { z } from "zod";
import { Id, Instant } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

export const ListAuditInput = z.object({
  ...pageFields,
  entityId: Id.optional(),
  actorId: Id.optional(),
  action: z.string().max(60).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type ListAuditInput = z.infer<typeof ListAuditInput>;

export const AuditRowDto = z.object({
  id: Id,
  at: Instant,
  actorKind: z.enum(["user", "api_key", "contact", "system"]),
  actorId: Id.nullable(),
  actorName: z.string().nullable(),
  action: z.string(),
  entityType: z.string(),
  entityId: Id,
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  requestId: z.string().nullable(),
});
export type AuditRowDto = z.infer<typeof AuditRowDto>;
export const AuditPage = page(AuditRowDto);
