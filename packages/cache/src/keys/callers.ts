import { roles } from "@stead/contracts/permissions";
import { z } from "zod";
import { defineFamily } from "../family.ts";
import { nameOf } from "../forget-changes.ts";
import { tags } from "./events.ts";

const Membership = z.object({
  memberId: z.string(),
  role: z.enum(roles),
  agency: z.object({
    id: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    country: z.string(),
    locale: z.string(),
    policies: z.unknown(),
    plan: z.object({ status: z.string().nullable(), planName: z.string().nullable(), limits: z.unknown() }),
  }),
  propertyIds: z.array(z.string()).readonly().nullable(),
});

/** What every request asks for first. Never leaves the process, nothing stands in for it, and only what lets in is kept. */
const callers = {
  tier: "short",
  ttlMs: 60_000,
  staleMs: 0,
  graceMs: 0,
  onError: "nothing",
  keptIn: "memory",
  isOfPlatform: true,
  tags: (hash: string) => [tags.callers.name, nameOf(tags.caller, hash)],
} as const;

/** A person in a browser, by the hash of the session's token (SHA-256, hexadecimal). */
export const sessionCallers = defineFamily({
  name: "access.session",
  schema: z.object({
    user: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      hasTwoFactor: z.boolean(),
      isOperator: z.boolean(),
    }),
    session: z.object({ id: z.string(), token: z.string(), expiresAt: z.string(), updatedAt: z.string() }),
    membership: Membership.nullable(),
  }),
  ...callers,
});

/** A program, by the hash of its key. */
export const keyCallers = defineFamily({
  name: "access.key",
  schema: z.object({
    apiKeyId: z.string(),
    makerId: z.string(),
    permissions: z.array(z.string()).readonly(),
    expiresAt: z.string().nullable(),
    membership: Membership,
  }),
  ...callers,
});
