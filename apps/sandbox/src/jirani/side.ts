import type { Core } from "../core.ts";
import type { Table } from "../store/table.ts";
import type { BankAccount, Credit, KeptKey, PayRequest, Sweep, Transfer } from "./rows.ts";

/** The bank: accounts, what came to them, and what left them. */
export type BankSide = Core & {
  accounts: Table<BankAccount>;
  requests: Table<PayRequest>;
  credits: Table<Credit>;
  transfers: Table<Transfer>;
  sweeps: Table<Sweep>;
  keys: Table<KeptKey>;
  creditsOf(account: string): Credit[];
  transfersOfKey(key: string): Transfer[];
  /** The page of a request, as a whole address. */
  pageUrl(path: string): string;
};

export function openBank(core: Core, pageUrl: (path: string) => string): BankSide {
  const { store } = core;
  const credits = store.table<Credit>("bankCredits");
  const transfers = store.table<Transfer>("bankTransfers");
  return {
    ...core,
    accounts: store.table<BankAccount>("bankAccounts"),
    requests: store.table<PayRequest>("bankRequests"),
    credits,
    transfers,
    sweeps: store.table<Sweep>("bankSweeps"),
    keys: store.table<KeptKey>("bankKeys"),
    creditsOf: credits.index(({ account }) => account),
    transfersOfKey: transfers.index(({ account, key }) => `${account} ${key}`),
    pageUrl,
  };
}

/** `rq_0199…`: a prefix of the kind, and a part that nobody guesses. */
export function newBankId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll("-", "")}`;
}
