import { z } from "zod";
import { attemptStates } from "./collecting.ts";
import { disbursementStates } from "./disbursements.ts";
import { Id } from "./fields.ts";
import { JobRunDto } from "./jobs.ts";
import { BroadcastDto } from "./messages.ts";
import { NotificationDto } from "./notifications.ts";
import { PlanStandingDto } from "./plans.ts";
import type { Permission } from "./permissions.ts";

/** Who is told, beside having the permission. */
export type LiveReach =
  /** The one person that the event names. */
  | "person"
  /** Members of the agency. One who is limited to some properties only sees what names them. */
  | "agency"
  /** Members of the agency whose scope holds the property that the event names; of none, those who see every property. */
  | "property"
  /** Those who run the installation; the event belongs to no agency. */
  | "operators";

type LiveEvent<Schema extends z.ZodType> = {
  reach: LiveReach;
  /** What a member needs to see it; null for every member. */
  permission: Permission | null;
  /** Small: what changed, or enough to know what to ask for. */
  payload: Schema;
};

function liveEvent<Schema extends z.ZodType>(event: LiveEvent<Schema>): LiveEvent<Schema> {
  return event;
}

/** Everything that a browser may hear of as it happens. */
export const liveEvents = {
  "notification.created": liveEvent({
    reach: "person",
    permission: null,
    payload: z.object({ notification: NotificationDto }),
  }),
  /** Some or all were read, in this window or another. */
  "notification.read": liveEvent({
    reach: "person",
    permission: null,
    payload: z.object({ ids: z.array(Id).nullable() }),
  }),
  /** A job that people see began, moved on or ended. Names the person who asked for it. */
  "job.changed": liveEvent({ reach: "agency", permission: "jobs:read", payload: JobRunDto }),
  /** How far a message to many is. */
  "broadcast.changed": liveEvent({
    reach: "agency",
    permission: "messages:read",
    payload: BroadcastDto.pick({ id: true, status: true, recipientCount: true, counts: true, version: true }),
  }),
  /** A tenant who was asked for money answered, or did not. */
  "collection.changed": liveEvent({
    reach: "property",
    permission: "payments:read",
    payload: z.object({ id: Id, leaseId: Id, state: z.enum(attemptStates), paymentId: Id.nullable() }),
  }),
  /** Money came without a lease, or found one: the receipt desk looks again. */
  "desk.changed": liveEvent({ reach: "agency", permission: "payments:read", payload: z.object({}) }),
  /** Money on its way out moved on. */
  "disbursement.changed": liveEvent({
    reach: "property",
    permission: "payments:read",
    payload: z.object({ id: Id, paymentId: Id.nullable(), state: z.enum(disbursementStates) }),
  }),
  /** A payer disputed a payment with the bank, or it moved on. */
  "dispute.changed": liveEvent({
    reach: "property",
    permission: "payments:read",
    payload: z.object({ id: Id, paymentId: Id }),
  }),
  /** A provider of the agency fails again and again, or is back: what is told of its health is asked for again. */
  "rails.changed": liveEvent({ reach: "agency", permission: "rails:read", payload: z.object({}) }),
  /** The agency's plan changed, by its own people or by the provider. */
  "plan.changed": liveEvent({
    reach: "agency",
    permission: "agency:read",
    payload: PlanStandingDto,
  }),
  /** Jobs of some queue moved, or an operator acted: look again. At most one in a few seconds a worker process. */
  "queues.changed": liveEvent({ reach: "operators", permission: null, payload: z.object({}) }),
  /** Messages left, or were kept in this installation's mailbox: look again. One a turn of the sender. */
  "mailbox.changed": liveEvent({ reach: "operators", permission: null, payload: z.object({}) }),
  /**
   * What the session may do or where it works has changed: look again. Sent by the database itself; to a tenant's
   * session it names the contact.
   */
  "access.changed": liveEvent({ reach: "person", permission: null, payload: z.object({}) }),
};

/** What a tenant hears of, where it names one of the tenant's own leases. */
export const tenantEvent = "collection.changed";

export type LiveEventKind = keyof typeof liveEvents;
export type LivePayload<Kind extends LiveEventKind> = z.infer<(typeof liveEvents)[Kind]["payload"]>;

export function isLiveEventKind(kind: string): kind is LiveEventKind {
  return Object.hasOwn(liveEvents, kind);
}
