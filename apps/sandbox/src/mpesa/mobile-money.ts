import type { Core } from "../core.ts";
import type { Table } from "../store/table.ts";
import type {
  AccessToken,
  Conversation,
  Customer,
  DarajaApp,
  Merchant,
  MobileTransaction,
  Prompt,
} from "./rows.ts";

/** M-Pesa: its rows, and the parts of the sandbox that it works with. */
export type MobileMoney = Core & {
  apps: Table<DarajaApp>;
  tokens: Table<AccessToken>;
  merchants: Table<Merchant>;
  customers: Table<Customer>;
  prompts: Table<Prompt>;
  promptsOfPhone: (msisdn: string) => Prompt[];
  transactions: Table<MobileTransaction>;
  transactionsOfPhone: (msisdn: string) => MobileTransaction[];
  transactionsOfMerchant: (shortCode: string) => MobileTransaction[];
  conversations: Table<Conversation>;
  /** By the originator's id. */
  conversationsOf: (originatorConversationId: string) => Conversation[];
  keys: Table<{ pem: string }>;
};

/** Declares M-Pesa's tables. */
export function openMobileMoney(core: Core): MobileMoney {
  const prompts = core.store.table<Prompt>("prompts");
  const conversations = core.store.table<Conversation>("conversations");
  const transactions = core.store.table<MobileTransaction>("mobileTransactions");
  return {
    ...core,
    apps: core.store.table<DarajaApp>("darajaApps"),
    tokens: core.store.table<AccessToken>("accessTokens"),
    merchants: core.store.table<Merchant>("merchants"),
    customers: core.store.table<Customer>("customers"),
    prompts,
    // Only those that wait: a phone takes one at a time.
    promptsOfPhone: prompts.index(({ msisdn, state }) => (state === "pending" ? msisdn : null)),
    transactions,
    transactionsOfPhone: transactions.index(({ msisdn }) => msisdn),
    transactionsOfMerchant: transactions.index(({ shortCode }) => shortCode),
    conversations,
    conversationsOf: conversations.index(({ originatorConversationId }) => originatorConversationId),
    keys: core.store.table<{ pem: string }>("keys"),
  };
}
