import type { PlanDto } from "@stead/contracts/plans";
import type { SystemDb } from "@stead/db/system";
import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import type { Sealer } from "@stead/kernel/seal";
import type { PlatformBilling, PlatformCustomer } from "@stead/providers/platform/platform-billing";
import type { RailAnswer } from "@stead/providers/rails/rail-provider";
import { createMemory, type Memory, type ServiceContext } from "../context/index.ts";
import { saveOffer } from "./save-offer.ts";

/** What is old now: of one customer, or what is on sale. */
export type PlanNews = { customerId: string | null };

/** What verbs about the platform's own plans need; a process has none where plans are off. */
export type Platform = {
  billing: PlatformBilling;
  system: SystemDb;
  sealer: Sealer;
  publicUrl: string;
  clock: Clock;
  log: Logger;
  /** What is on sale, under one key. */
  offer: Memory<readonly PlanDto[]>;
  /** What the provider knows of each customer. */
  customers: Memory<PlatformCustomer>;
  /** Forgets here, and tells every other process to. */
  tell(news: PlanNews): void;
  /** Forgets here: another process told. */
  forget(news: PlanNews): void;
};

export type PlatformOptions = Pick<
  Platform,
  "billing" | "system" | "sealer" | "publicUrl" | "clock" | "log"
> & {
  /** Over the bus; a message that is lost costs what the memories live for. */
  tellOthers: (news: PlanNews) => void;
};

/** The argument of a verb that an agency's people call. */
export type PlanVerb<Input> = { ctx: ServiceContext; platform: Platform | null; input: Input };

const offerMs = 3_600_000;
const customerMs = 5 * 60_000;
const mostCustomers = 2_000;
/** How long the provider is given before what was last known is shown. */
const patienceMs = 10_000;

export const offerKey = "offer";

/** The platform's own account of a process: plans are remembered for an hour, customers for five minutes. */
export function openPlatform({ tellOthers, ...parts }: PlatformOptions): Platform {
  const { billing, clock } = parts;
  const signal = () => AbortSignal.timeout(patienceMs);
  const offer = createMemory<readonly PlanDto[]>({
    ttlMs: offerMs,
    most: 1,
    clock,
    load: async () => saveOffer(parts, answered(await billing.listPlans({ signal: signal() }))),
  });
  const customers = createMemory<PlatformCustomer>({
    ttlMs: customerMs,
    most: mostCustomers,
    clock,
    load: async (customerId) => answered(await billing.readCustomer(customerId, { signal: signal() })),
  });
  const forget = ({ customerId }: PlanNews) => {
    if (customerId === null) offer.expire();
    else customers.expire(customerId);
  };
  return {
    ...parts,
    offer,
    customers,
    forget,
    tell: (news) => {
      forget(news);
      tellOthers(news);
    },
  };
}

/** The value of an answer. Throws PRECONDITION for what people must mend, UNAVAILABLE for what may go well later. */
export function answered<T>(answer: RailAnswer<T>): T {
  if (answer.outcome === "ok") return answer.value;
  if (answer.outcome === "uncertain")
    throw new AppError("UNAVAILABLE", `${answer.text} Look again in a moment before you try once more.`);
  const { category, result } = answer;
  const isPassing = category === "down" || category === "throttled";
  throw new AppError(isPassing ? "UNAVAILABLE" : "PRECONDITION", result.text, {
    rule: "provider",
    providerCode: result.code,
  });
}

/** Throws PRECONDITION where this installation sells no plans. */
export function requirePlatform(platform: Platform | null): Platform {
  if (platform !== null) return platform;
  throw new AppError("PRECONDITION", "this installation sells no plans: everything is allowed", {
    rule: "plans_off",
  });
}
