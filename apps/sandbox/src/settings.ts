import { z } from "zod";
import type { Store } from "./store/store.ts";
import type { Table } from "./store/table.ts";

const wholeSeconds = z.number().int().min(0).max(31_536_000);

/** What can be changed while the sandbox runs. */
export const SandboxSettings = z.strictObject({
  /** Prompts and checkout sessions pay themselves after so many seconds; null: never. */
  autoplaySeconds: wholeSeconds.nullable(),
  /** How long a prompt waits for the customer. */
  promptSeconds: wholeSeconds.min(1),
  /** How long the result of a queued M-Pesa request takes. */
  resultMs: z.number().int().min(0).max(600_000),
  /** How long a validation may take before the registered response type decides. */
  validationTimeoutMs: z.number().int().min(10).max(60_000),
  /** Refuses the same amount of the same customer within two minutes (result 17). */
  isRepeatRuleOn: z.boolean(),
  /** Refuses what would exceed KES 500,000 a customer and day (result 4). */
  isDailyLimitOn: z.boolean(),
  /** Unknown apps, short codes and keys are taken on at their first use. */
  isFirstUseOpen: z.boolean(),
  /** Lifetime of an access token. */
  tokenSeconds: wholeSeconds.min(1),
  /** A bank debit completes by itself after so many seconds; null: only when told to. */
  bankDebitSeconds: wholeSeconds.nullable(),
  /** The balance is paid out so many seconds after money came in; null: only when told to. */
  payoutSeconds: wholeSeconds.nullable(),
  /** Pauses between the attempts to deliver an event. */
  retrySeconds: z.array(wholeSeconds).max(20),
});

export type SandboxSettings = z.output<typeof SandboxSettings>;

const defaultSettings: SandboxSettings = {
  autoplaySeconds: null,
  promptSeconds: 60,
  resultMs: 300,
  validationTimeoutMs: 8_000,
  isRepeatRuleOn: false,
  isDailyLimitOn: false,
  isFirstUseOpen: true,
  tokenSeconds: 3_600,
  bankDebitSeconds: null,
  payoutSeconds: null,
  retrySeconds: [2, 8, 30, 120, 600, 3_600],
};

/** The settings in force: those of the start, and over them what was changed since. */
export class SettingsBook {
  readonly #store: Store;
  readonly #start: SandboxSettings;
  readonly #rows: Table<Partial<SandboxSettings>>;

  constructor(store: Store, start: Partial<SandboxSettings>) {
    this.#store = store;
    this.#start = { ...defaultSettings, ...start };
    this.#rows = store.table<Partial<SandboxSettings>>("settings");
  }

  get now(): SandboxSettings {
    return { ...this.#start, ...this.#rows.get("changed") };
  }

  change(fields: Partial<SandboxSettings>): SandboxSettings {
    this.#store.act(() => this.#rows.put("changed", { ...this.#rows.get("changed"), ...fields }));
    return this.now;
  }
}
