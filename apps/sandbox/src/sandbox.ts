import { systemClock, type Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { Core } from "./core.ts";
import { Outbox, type Delivery, type SignDelivery } from "./deliveries/outbox.ts";
import { signNotice } from "./jirani/notices.ts";
import { handleRequestTasks } from "./jirani/requests.ts";
import { openBank, type BankSide } from "./jirani/side.ts";
import { handleTransferTasks } from "./jirani/transfers.ts";
import { Modes } from "./modes/rules.ts";
import { handleConversationTasks } from "./mpesa/conversations.ts";
import { openMobileMoney, type MobileMoney } from "./mpesa/mobile-money.ts";
import { handlePayBillTasks } from "./mpesa/pay-bill.ts";
import { handlePromptTasks } from "./mpesa/prompts.ts";
import { SettingsBook, type SandboxSettings } from "./settings.ts";
import { Agenda } from "./store/agenda.ts";
import { Store } from "./store/store.ts";
import { handlePayoutTasks } from "./stripe/balance.ts";
import { signDelivery } from "./stripe/events.ts";
import { handleIntentTasks } from "./stripe/intents.ts";
import { endInvoicePayment } from "./stripe/invoices.ts";
import { handleSessionTasks, tellSession } from "./stripe/sessions.ts";
import { handleSubscriptionTasks } from "./stripe/subscriptions.ts";
import { openStripe, type StripeSide } from "./stripe/side.ts";

/** How long it is remembered what was told. */
const keptMs = 7 * 86_400_000;

export type SandboxOptions = {
  /** Where the journal is kept. */
  directory: string;
  settings?: Partial<SandboxSettings>;
  clock?: Clock;
  log: Logger;
  /** The address at which people reach the pages; asked when one is needed, as a free port is known late. */
  publicUrl: () => string;
};

export type Sandbox = Core & {
  mobileMoney: MobileMoney;
  stripe: StripeSide;
  bank: BankSide;
  close(): Promise<void>;
};

/** Opens the providers: what they knew when the process ended is known again, and what was due is done. */
export function openSandbox(options: SandboxOptions): Sandbox {
  const { directory, settings = {}, clock = systemClock, log, publicUrl } = options;
  const store = new Store(directory);
  const agenda = new Agenda(store, clock, (error, kind) => log.error({ error, kind }, "task failed"));
  const modes = new Modes(store);
  const book = new SettingsBook(store, settings);
  const signers: { [Rail in Delivery["rail"]]: SignDelivery } = {
    mpesa: () => ({}),
    stripe: (...signed) => signDelivery(stripe, ...signed),
    jirani: (...signed) => signNotice(bank, ...signed),
  };
  const outbox = new Outbox({ store, agenda, modes, settings: book, clock }, (delivery, ...signed) =>
    signers[delivery.rail](delivery, ...signed),
  );
  const core: Core = { store, agenda, modes, settings: book, outbox, clock, log };
  const mobileMoney = openMobileMoney(core);
  handlePromptTasks(mobileMoney);
  handlePayBillTasks(mobileMoney);
  handleConversationTasks(mobileMoney);
  const stripe = openStripe(core, {
    pageUrl: (path) => `${publicUrl()}${path}`,
    onIntentEnd: (call, intent) => {
      tellSession(call, intent);
      endInvoicePayment(call, intent);
    },
  });
  handleIntentTasks(stripe);
  handleSessionTasks(stripe);
  handlePayoutTasks(stripe);
  handleSubscriptionTasks(stripe);
  const bank = openBank(core, (path) => `${publicUrl()}${path}`);
  handleRequestTasks(bank);
  handleTransferTasks(bank);
  store.open();
  outbox.prune(clock.nowMs() - keptMs);
  agenda.open();
  return {
    ...core,
    mobileMoney,
    stripe,
    bank,
    close: async () => {
      await agenda.close();
      await store.close();
    },
  };
}
