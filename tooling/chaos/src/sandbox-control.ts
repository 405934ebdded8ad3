import type { RailId } from "@stead/contracts/rails";

/** The providers' side, as its control tells it. */
export type ProviderEntry = {
  id: string;
  rail: RailId;
  account: string;
  kind: string;
  state: string;
  amountMinor: number;
  currency: string;
  related: string | null;
};

export type Prompt = {
  checkoutRequestId: string;
  callbackUrl: string;
  state: "pending" | "paid" | "failed";
  receipt: string | null;
};

export type Session = {
  id: string;
  status: "open" | "complete" | "expired";
  payment_status: string;
  payment_intent: string | null;
  metadata: Record<string, string>;
};

export type ModeRule = {
  mode: string;
  customer?: string;
  account?: string;
  subject?: string;
  remaining?: number;
  delayMs?: number;
};

export type SandboxControl = {
  url: string;
  /** Throws for what the sandbox refuses. */
  play<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Everything that came in, by the providers' books. */
  ledger(): Promise<ProviderEntry[]>;
  prompts(filter?: string): Promise<Prompt[]>;
  sessions(): Promise<Session[]>;
};

const everything = "limit=10000";

export function openSandboxControl(url: string): SandboxControl {
  const play = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/sandbox${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const items = async <T>(path: string) => (await play<{ items: T[] }>("GET", path)).items;
  return {
    url,
    play,
    ledger: () => items("/ledger?limit=100000"),
    prompts: (filter = everything) => items(`/mpesa/prompts?${filter}`),
    sessions: () => items(`/stripe/sessions?${everything}`),
  };
}
