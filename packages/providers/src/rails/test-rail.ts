import { Seams } from "@stead/kernel/seams";
import { newId } from "@stead/kernel/ids";
import { railDescriptor, type RailId } from "@stead/contracts/rails";
import { afterAll, beforeEach } from "vitest";
import { openRail } from "./open-rail.ts";
import type { RailLimits } from "./rail-limits.ts";
import type { AttemptState, CollectRequest, MoneyReceived, RailFact, RailProvider } from "./rail-provider.ts";
import { openDoor, startSandboxProcess, type Arrived, type SandboxProcess } from "./test-sandbox.ts";
import { wireOf, type RailWire } from "./test-wires.ts";

const signal = new AbortController().signal;
const limits: Partial<RailLimits> = { pauseMs: 1, tryMs: 20_000, leastCalls: 20 };

type AttemptFact = Extract<RailFact, { kind: "attempt" }>;

export type TestRail = {
  rail: RailProvider;
  wire: RailWire;
  sandbox: SandboxProcess;
  /** What was told at the seams, as text. */
  told: string[];
  /** What came to the door. */
  arrived(): Arrived[];
  open(limits?: Partial<RailLimits>, settings?: Record<string, string>): RailProvider;
  request(): CollectRequest;
  /** Starts a collection that must be taken. */
  collect(): Promise<{ asked: CollectRequest; ref: string }>;
  /** The first fact of a kind that fits, also one that came before. */
  fact<Kind extends RailFact["kind"]>(
    kind: Kind,
    fits?: (fact: Extract<RailFact, { kind: Kind }>) => boolean,
  ): Promise<Extract<RailFact, { kind: Kind }>>;
  /** The money of an attempt, as the first event tells it. */
  paidMoney(attemptId: string): Promise<MoneyReceived>;
  stateOf(ref: string): Promise<AttemptState | undefined>;
  /** Everything that came in within the hour, as the provider lists it. */
  listed(): Promise<MoneyReceived[]>;
};

export const isPaid = (fact: RailFact, attemptId: string): fact is AttemptFact =>
  fact.kind === "attempt" && fact.attemptId === attemptId && fact.state === "paid";

/** A rail against the sandbox as a process, with a door for what comes back; closed after the file's last test. */
export async function useRail(id: RailId): Promise<TestRail> {
  const [sandbox, door] = await Promise.all([startSandboxProcess(), openDoor()]);
  afterAll(async () => {
    await Promise.all([sandbox.close(), door.close()]);
  });
  beforeEach(() => sandbox.moods());
  const { door: name } = railDescriptor(id);
  const told: string[] = [];
  const seams = new Seams();
  seams.on("provider", (event) => told.push(JSON.stringify(event)));
  const wire = wireOf(id, sandbox);
  const account = await wire.prepare(door.urlOf(name));
  const open: TestRail["open"] = (more = {}, settings = {}) =>
    openRail(
      { ...account, settings: { ...account.settings, ...settings } },
      {
        baseUrls: { [id]: sandbox.url },
        seams,
        allowedAddresses: ["127.0.0.1"],
        limits: { ...limits, ...more },
      },
    );
  const rail = open();
  door.providers.set(name, rail);
  const registered = await rail.register({ signal });
  if (registered.outcome !== "ok") throw new Error(JSON.stringify(registered));

  const request = (): CollectRequest => ({
    attemptId: newId(),
    amountMinor: 2_500_000,
    currency: "KES",
    reference: `R${newId().slice(-8).toUpperCase()}`,
    description: "Rent",
    phone: wire.nextPhone(),
    email: null,
    returnUrl: "https://stead.test/paid",
  });
  const fact: TestRail["fact"] = async (kind, fits = () => true) => {
    type Wanted = Extract<RailFact, { kind: typeof kind }>;
    const isIt = (one: RailFact): one is Wanted => one.kind === kind && fits(one as Wanted);
    const { facts } = await door.wait(name, (arrived) => arrived.facts.some(isIt));
    const found = facts.find(isIt);
    if (found === undefined) throw new Error(`no ${kind}`);
    return found;
  };
  return {
    rail,
    wire,
    sandbox,
    told,
    arrived: () => door.arrived(name),
    open,
    request,
    collect: async () => {
      const asked = request();
      const answer = await rail.collect(asked, { signal });
      if (answer.outcome !== "ok") throw new Error(JSON.stringify(answer));
      return { asked, ref: answer.value.ref };
    },
    fact,
    paidMoney: async (attemptId) => {
      const { money } = await fact("attempt", (one) => isPaid(one, attemptId));
      if (money === null) throw new Error("paid without money");
      return money;
    },
    stateOf: async (ref) => {
      const answer = await rail.queryAttempt({ ref, startedAt: new Date().toISOString() }, { signal });
      const [first] = answer.outcome === "ok" ? answer.value : [];
      return first?.kind === "attempt" ? first.state : undefined;
    },
    listed: () => listAll(rail),
  };
}

async function listAll(rail: RailProvider): Promise<MoneyReceived[]> {
  const hourMs = 3_600_000;
  const window = {
    fromAt: new Date(Date.now() - hourMs).toISOString(),
    toAt: new Date(Date.now() + hourMs).toISOString(),
  };
  const money: MoneyReceived[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<NonNullable<RailProvider["pull"]>>> | undefined = await rail.pull?.(
      { ...window, cursor },
      { signal },
    );
    if (page?.outcome !== "ok") throw new Error(JSON.stringify(page));
    money.push(...page.value.money);
    cursor = page.value.next;
  } while (cursor !== null);
  return money;
}
