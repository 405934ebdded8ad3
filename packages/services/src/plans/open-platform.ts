import type { Cache } from "@stead/cache/cache";
import { platformOwner } from "@stead/cache/family";
import { planCustomer, planOffer, planTags } from "@stead/cache/keys/plans";
import type { Known } from "@stead/cache/known";
import type { PlanDto } from "@stead/contracts/plans";
import type { SystemDb } from "@stead/db/system";
import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import type { Sealer } from "@stead/kernel/seal";
import type { PlatformBilling, PlatformCustomer } from "@stead/providers/platform/platform-billing";
import type { RailAnswer } from "@stead/providers/rails/rail-provider";
import type { ServiceContext } from "../context/index.ts";
import { saveOffer } from "./save-offer.ts";

type PlatformParts = {
  billing: PlatformBilling;
  system: SystemDb;
  sealer: Sealer;
  publicUrl: string;
  clock: Clock;
  log: Logger;
  cache: Cache;
};

/** What verbs about the platform's own plans need; a process has none where plans are off. */
export type Platform = PlatformParts & {
  /** What is on sale, an hour old at most; older where the provider does not answer. */
  readOffer(): Promise<Known<readonly PlanDto[]>>;
  /** What the provider knows of an agency as its customer, five minutes old at most; older where it does not answer. */
  readCustomer(agencyId: string, customerId: string): Promise<Known<PlatformCustomer>>;
  /** What is remembered of what is on sale is old, in every process. */
  expireOffer(): Promise<void>;
  /** What is remembered of an agency as a customer is old, in every process. */
  expireCustomer(agencyId: string): Promise<void>;
};

/** The argument of a verb that an agency's people call. */
export type PlanVerb<Input> = { ctx: ServiceContext; platform: Platform | null; input: Input };

/** How long the provider is given before what was last known is shown. */
const patienceMs = 10_000;

/** The platform's own account of a process. */
export function openPlatform(parts: PlatformParts): Platform {
  const { billing, cache } = parts;
  const signal = () => AbortSignal.timeout(patienceMs);
  const loadOffer = async () => [
    ...(await saveOffer(parts, answered(await billing.listPlans({ signal: signal() })))),
  ];
  const loadCustomer = async (customerId: string) => {
    const customer = answered(await billing.readCustomer(customerId, { signal: signal() }));
    return { ...customer, invoices: [...customer.invoices] };
  };
  return {
    ...parts,
    readOffer: () => cache.read(planOffer.key(platformOwner, "all"), loadOffer),
    readCustomer: (agencyId, customerId) =>
      cache.read(planCustomer.key(agencyId, customerId), () => loadCustomer(customerId)),
    expireOffer: () => cache.invalidate(platformOwner, [planTags.offer]),
    expireCustomer: (agencyId) => cache.invalidate(agencyId, [planTags.customer]),
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
