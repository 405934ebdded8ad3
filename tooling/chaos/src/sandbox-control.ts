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
  /** Has a payer act on a prompt or a page. False when it ended by itself before: nobody acts on that. */
  act(path: string, act: string): Promise<boolean>;
  /** Everything that came in, by the providers' books. */
  ledger(): Promise<ProviderEntry[]>;
  prompts(filter?: string): Promise<Prompt[]>;
  sessions(): Promise<Session[]>;
};

const hasEnded = 412;
const everything = "limit=10000";

export function openSandboxControl(url: string): SandboxControl {
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${url}/sandbox${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
  const refusal = async (method: string, path: string, response: Response) =>
    new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const play = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await ask(method, path, body);
    if (!response.ok) throw await refusal(method, path, response);
    return (await response.json()) as T;
  };
  const items = async <T>(path: string) => (await play<{ items: T[] }>("GET", path)).items;
  return {
    url,
    play,
    act: async (path, act) => {
      const response = await ask("POST", path, { act });
      if (!response.ok && response.status !== hasEnded) throw await refusal("POST", path, response);
      await response.arrayBuffer();
      return response.ok;
    },
    ledger: () => items("/ledger?limit=100000"),
    prompts: (filter = everything) => items(`/mpesa/prompts?${filter}`),
    sessions: () => items(`/stripe/sessions?${everything}`),
  };
}
