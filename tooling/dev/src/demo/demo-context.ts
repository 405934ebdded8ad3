import { AgencyPolicies } from "@stead/contracts/agency";
import { permissions } from "@stead/contracts/permissions";
import type { Db } from "@stead/db/client";
import { dayStartMs, type CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import type { ServiceContext } from "@stead/services/context";
import type { DemoAgency } from "./directory.ts";

/** A clock that the story moves: the services see the day that is being told. */
export class StoryClock {
  #nowMs: number;
  readonly #timeZone: string;

  constructor(timeZone: string, nowMs: number) {
    this.#timeZone = timeZone;
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Ten o'clock in the morning of a day. */
  goTo(date: CivilDate): void {
    this.#nowMs = dayStartMs(this.#timeZone, date) + 10 * 3_600_000;
  }

  goToInstant(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

const storyTimeoutMs = 3_600_000;

/** The services' context of an agency while its story is told: everything is permitted, credit is applied by the story. */
export function demoContext(
  db: Db,
  agency: DemoAgency,
  ownerId: string | null,
  clock: StoryClock,
): ServiceContext {
  const { name, currency, timeZone, country, locale } = agency;
  return {
    agencyId: agency.id,
    agency: {
      name,
      currency,
      timeZone,
      country,
      locale,
      policies: { ...AgencyPolicies.parse({}), isCreditAutoApplied: false },
    },
    actor: ownerId === null ? { kind: "system", id: null } : { kind: "user", id: ownerId },
    permissions: new Set(permissions),
    propertyIds: null,
    db: db.forAgency(agency.id, { deadline: Date.now() + storyTimeoutMs }),
    clock,
    log: silentLogger,
    requestId: `demonstration-${newId()}`,
  };
}
