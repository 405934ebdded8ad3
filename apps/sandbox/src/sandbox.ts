import { systemClock, type Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { Core } from "./core.ts";
import { Outbox } from "./deliveries/outbox.ts";
import { Modes } from "./modes/rules.ts";
import { openMobileMoney, type MobileMoney } from "./mpesa/mobile-money.ts";
import { handlePayBillTasks } from "./mpesa/pay-bill.ts";
import { handlePromptTasks } from "./mpesa/prompts.ts";
import { SettingsBook, type SandboxSettings } from "./settings.ts";
import { Agenda } from "./store/agenda.ts";
import { Store } from "./store/store.ts";

export type SandboxOptions = {
  /** Where the journal is kept. */
  directory: string;
  settings?: Partial<SandboxSettings>;
  clock?: Clock;
  log: Logger;
};

export type Sandbox = Core & { mobileMoney: MobileMoney; close(): Promise<void> };

/** Opens the providers: what they knew when the process ended is known again, and what was due is done. */
export function openSandbox({ directory, settings = {}, clock = systemClock, log }: SandboxOptions): Sandbox {
  const store = new Store(directory);
  const agenda = new Agenda(store, clock, (error, kind) => log.error({ error, kind }, "task failed"));
  const modes = new Modes(store);
  const book = new SettingsBook(store, settings);
  const outbox = new Outbox({ store, agenda, modes, settings: book, clock }, () => ({}));
  const core: Core = { store, agenda, modes, settings: book, outbox, clock, log };
  const mobileMoney = openMobileMoney(core);
  handlePromptTasks(mobileMoney);
  handlePayBillTasks(mobileMoney);
  store.open();
  agenda.open();
  return {
    ...core,
    mobileMoney,
    close: async () => {
      await agenda.close();
      await store.close();
    },
  };
}
