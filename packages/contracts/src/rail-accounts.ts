import { z } from "zod";
import { Currency, Id, Instant, ShortText, Version } from "./fields.ts";
import { railIds } from "./rails.ts";

/** An agency's account with a provider. Secrets are told by a hint only: that they are set, and their last characters. */
export const RailAccountDto = z.object({
  id: Id,
  rail: z.enum(railIds),
  account: z.string(),
  label: z.string(),
  currency: Currency,
  /** Settings as they may be shown: values of those that are no secret, hints of those that are. */
  settings: z.record(z.string(), z.string()),
  isActive: z.boolean(),
  /** Whether the provider is told to refuse money whose reference names no lease. */
  refusesUnknown: z.boolean(),
  registeredAt: Instant.nullable(),
  testedAt: Instant.nullable(),
  testResult: z.object({ isOk: z.boolean(), text: z.string() }).nullable(),
  /** Rows of the provider's own list that could not be read, in the two days that it reaches back. */
  unreadable: z.object({ count: z.int(), seenAt: Instant }).nullable(),
  version: Version,
});
export type RailAccountDto = z.infer<typeof RailAccountDto>;
export const RailAccountsDto = z.object({ items: z.array(RailAccountDto) });

/** `resting` sends nothing until the rest is over; `probing` sends one request, and goes by its answer. */
const breakerStates = ["working", "resting", "probing"] as const;

/** What stands before the calls of one process to a provider: nothing is sent to one that fails again and again. */
export const BreakerDto = z.object({
  railAccountId: Id,
  process: z.enum(["api", "worker"]),
  state: z.enum(breakerStates),
  since: Instant,
  /** When the next request is let through, to see whether the provider is back; of a resting one. */
  probesAt: Instant.nullable(),
  /** The last call that failed by the provider's fault, since the process opened the account. */
  lastFault: z.object({ code: z.string(), text: z.string(), at: Instant }).nullable(),
});
export type BreakerDto = z.infer<typeof BreakerDto>;
export const BreakersDto = z.object({ items: z.array(BreakerDto) });

/** The same for operators, over all agencies; accounts by their ids alone. */
export const SystemBreakersDto = z.object({
  items: z.array(BreakerDto.extend({ agencyId: Id, rail: z.enum(railIds) })),
});
export type SystemBreakersDto = z.infer<typeof SystemBreakersDto>;

const Settings = z.record(z.string().max(40), z.string().trim().max(8_000, "at most 8,000 characters"));

export const CreateRailAccountInput = z.object({
  rail: z.enum(railIds),
  account: ShortText,
  label: ShortText,
  currency: Currency,
  settings: Settings,
  refusesUnknown: z.boolean().default(false),
});
export type CreateRailAccountInput = z.infer<typeof CreateRailAccountInput>;

/** Settings that are left out stay as they are; an empty text removes one that may be missing. */
export const UpdateRailAccountInput = z.object({
  id: Id,
  version: Version,
  label: ShortText.optional(),
  settings: Settings.optional(),
  isActive: z.boolean().optional(),
  refusesUnknown: z.boolean().optional(),
});
export type UpdateRailAccountInput = z.infer<typeof UpdateRailAccountInput>;

export const RailAccountIdInput = z.object({ id: Id });
export type RailAccountIdInput = z.infer<typeof RailAccountIdInput>;

/** What the provider said to a test or to being told where to call. */
export const RailAnswerDto = z.object({ isOk: z.boolean(), text: z.string(), account: RailAccountDto });
export type RailAnswerDto = z.infer<typeof RailAnswerDto>;

/** The address that the provider calls; shown once, when it is made. */
export const CallbackAddressDto = z.object({ url: z.string(), previousEndsAt: Instant.nullable() });
export type CallbackAddressDto = z.infer<typeof CallbackAddressDto>;
