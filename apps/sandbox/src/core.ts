import type { Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { Outbox } from "./deliveries/outbox.ts";
import type { Modes } from "./modes/rules.ts";
import type { SettingsBook } from "./settings.ts";
import type { Agenda } from "./store/agenda.ts";
import type { Store } from "./store/store.ts";

/** What every part of the sandbox works with. */
export type Core = {
  store: Store;
  agenda: Agenda;
  modes: Modes;
  settings: SettingsBook;
  outbox: Outbox;
  clock: Clock;
  log: Logger;
};
