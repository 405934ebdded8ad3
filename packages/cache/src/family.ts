import { createHash } from "node:crypto";
import { assert } from "@stead/kernel/errors";
import { z } from "zod";

/** How long values of a family live. Milliseconds. */
export type Times = {
  /** How long a value is fresh, give or take the jitter. */
  ttlMs: number;
  /** How long after that it is still given at once, while it is asked for anew. */
  staleMs: number;
  /** How long after it was fresh it is given when it cannot be asked for anew. */
  graceMs: number;
};

const minute = 60_000;
const hour = 60 * minute;

/** Lives that fit most: lists and figures, what changes a few times a day, what hardly ever changes. */
const tiers = {
  short: { ttlMs: 2 * minute, staleMs: 0, graceMs: 10 * minute },
  medium: { ttlMs: 5 * minute, staleMs: minute, graceMs: hour },
  long: { ttlMs: hour, staleMs: 5 * minute, graceMs: 24 * hour },
} as const satisfies Record<string, Times>;

export type Tier = keyof typeof tiers;

export type Policy = Times & {
  /** The share of `ttlMs` by which lives differ, so that what was loaded together is not asked for together. */
  jitter: number;
  /** How long `null` is fresh: that there is nothing. */
  negativeMs: number;
  /** After a failed load, the next is tried no sooner while something old can be given. */
  retryMs: number;
  /** How long the one who loads may be silent before another takes over. */
  leaseMs: number;
  /** How long others wait for the one who loads before they load for themselves. */
  waitMs: number;
  /** What may be given when a load fails: what is too old, also what was invalidated, or nothing. */
  onError: "expired" | "invalidated" | "nothing";
  keptIn: "both" | "memory" | "shared";
};

/** The owner of what belongs to no agency. */
export const platformOwner = "platform";

/** Names one value: what it is, whose, and which. Made by its family. */
export class CacheKey<Value> {
  readonly family: Family<Value>;
  readonly owner: string;
  readonly id: string;

  constructor(family: Family<Value>, owner: string, id: string) {
    this.family = family;
    this.owner = owner;
    this.id = id;
  }
}

/** What is kept under one name: its shape, its life, and what makes it old. */
export type Family<Value> = {
  readonly name: string;
  /** Its place among the families of this process. */
  readonly index: number;
  readonly isOfPlatform: boolean;
  readonly schema: z.ZodType<Value>;
  readonly policy: Policy;
  /** Changes with the schema: what another version of the code stored is never read. */
  version(): string;
  tagsOf(id: string): readonly string[];
  key(owner: string, id: string): CacheKey<Value>;
};

export type FamilyOptions<Value> = {
  name: string;
  /** Plain JSON; checked before a value is kept. */
  schema: z.ZodType<Value>;
  tier: Tier;
  /** Whether its values belong to no agency. */
  isOfPlatform?: boolean;
  /** Invalidating any of these, for the same owner, makes the value old. */
  tags?: (id: string) => readonly string[];
} & Partial<Policy>;

const familyName = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/;
let families = 0;

/** Declares a family. Throws INTERNAL for a name that cannot be part of a key. */
export function defineFamily<Value>(options: FamilyOptions<Value>): Family<Value> {
  const { name, schema, tier, isOfPlatform = false, tags = () => [], ...policy } = options;
  assert(familyName.test(name), `cache: ${name} is no name of a family`);
  let version: string | undefined;
  const family: Family<Value> = {
    name,
    index: families++,
    isOfPlatform,
    schema,
    policy: { ...everyPolicy, ...tiers[tier], ...policy },
    version: () => (version ??= versionOf(schema)),
    tagsOf: tags,
    key: (owner, id) => new CacheKey(family, owner, id),
  };
  return family;
}

const everyPolicy = {
  jitter: 0.1,
  negativeMs: 30_000,
  retryMs: 1_000,
  leaseMs: 2_000,
  waitMs: 30_000,
  onError: "expired",
  keptIn: "both",
} as const;

/** Throws for a schema whose values would not survive JSON. */
function versionOf(schema: z.ZodType): string {
  const text = JSON.stringify(z.toJSONSchema(schema));
  return createHash("sha256").update(text).digest("base64url").slice(0, 8);
}

/** One id of several parts, different for different parts. */
export function idOf(...parts: readonly (string | number | boolean | null)[]): string {
  return JSON.stringify(parts);
}

const ownerShape = /^[0-9a-zA-Z-]{1,64}$/;

/** Throws INTERNAL for a key of nobody, or of an agency where the family is the platform's, and the reverse. */
export function requireOwner({ family, owner }: CacheKey<unknown>): void {
  assert(ownerShape.test(owner), `cache: a key of ${family.name} has no owner`);
  assert((owner === platformOwner) === family.isOfPlatform, `cache: ${family.name} is not ${owner}'s`);
}
