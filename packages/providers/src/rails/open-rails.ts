import { openRail } from "./open-rail.ts";
import type { RailOptions } from "./rail-options.ts";
import type { RailAccount, RailHealth, RailProvider } from "./rail-provider.ts";

export type VersionedAccount = RailAccount & { version: number };

/** The accounts of a process with providers: each is opened once a version, so its token and breaker are shared. */
export type OpenRails = {
  open(account: VersionedAccount): RailProvider;
  health(): { rail: string; accountId: string; health: RailHealth }[];
  close(): Promise<void>;
};

type Opened = { version: number; provider: RailProvider };

/** More accounts than this are opened anew when they are used again, the longest unused first. */
const mostOpen = 2_000;

export function openRails(options: RailOptions): OpenRails {
  const opened = new Map<string, Opened>();
  const drop = (id: string) => {
    const { provider } = opened.get(id) ?? {};
    opened.delete(id);
    // Its calls end by themselves.
    provider?.close().catch(() => {});
  };
  return {
    open: (account) => {
      const before = opened.get(account.id);
      if (before?.version === account.version) {
        opened.delete(account.id);
        opened.set(account.id, before);
        return before.provider;
      }
      drop(account.id);
      const provider = openRail(account, options);
      opened.set(account.id, { version: account.version, provider });
      const [oldest] = opened.keys();
      if (opened.size > mostOpen && oldest !== undefined) drop(oldest);
      return provider;
    },
    health: () =>
      Array.from(opened, ([accountId, { provider }]) => ({
        rail: provider.rail,
        accountId,
        health: provider.health(),
      })),
    close: async () => {
      await Promise.all(Array.from(opened.values(), ({ provider }) => provider.close()));
    },
  };
}
