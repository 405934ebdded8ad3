import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { railIds, type RailId } from "@stead/contracts/rails";
import { openSystemDb } from "@stead/db/system";
import { systemClock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { createSealer } from "@stead/kernel/seal";
import { openRails } from "@stead/providers/rails/open-rails";
import { startSandboxProcess, type SandboxProcess } from "@stead/providers/rails/test-sandbox";
import { wireOf } from "@stead/providers/rails/test-wires";
import { RetryLater } from "@stead/queue/retries";
import { afterAll, beforeEach, expect, vi } from "vitest";
import type { Rails } from "../context/index.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { applyEvent, openDoor, receiveEvent } from "../inbound/index.ts";
import { createRailAccount, getCallbackAddress, readAccount, registerRailAccount } from "../rails/index.ts";
import { asSystem, type Desk } from "./test-disbursing.ts";

export type SandboxDesk = {
  house: TestHouse;
  sandbox: SandboxProcess;
  /** An agency with an account of the rail, which the provider calls back. Refunds need no second person. */
  open(rail: RailId): Promise<Desk & { settings: Record<string, string> }>;
  /** Applies what the provider has told, again and again, until what is looked for is so. */
  until(desk: Desk, look: () => Promise<unknown>, wanted: unknown): Promise<void>;
};

/** The providers as a process, and a door that keeps what they tell as the API does. */
export async function openSandboxDesk(): Promise<SandboxDesk> {
  const [house, sandbox] = await Promise.all([openTestHouse(), startSandboxProcess()]);
  const system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 4 });
  const opened = openRails({
    baseUrls: Object.fromEntries(railIds.map((rail) => [rail, sandbox.url])),
    allowedAddresses: ["127.0.0.1"],
    limits: { pauseMs: 1, tryMs: 20_000, leastCalls: 20 },
  });
  const http = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const [, , name = "", secret = "", topic = ""] = (request.url ?? "").split("/");
      const headers = request.headers as Record<string, string | undefined>;
      const asked = { door: name, secret, topic, headers, body, remoteAddress: "127.0.0.1" };
      const received = await receiveEvent(door, { ...asked, requestId: "request-of-a-test" });
      const answer = received.outcome === "answered" ? received.answer : { status: 200, body: null };
      response
        .writeHead(answer.status, { "content-type": "application/json" })
        .end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const rails: Rails = {
    open: (account) => opened.open(account),
    sealer: createSealer("a secret of tests, long enough"),
    callbackBase: `http://127.0.0.1:${port}`,
    publicUrl: "https://stead.test",
  };
  const door = openDoor({ system, rails, clock: systemClock, log: silentLogger });
  beforeEach(() => sandbox.moods());
  afterAll(async () => {
    await sandbox.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    await Promise.all([opened.close(), system.close()]);
    await house.close();
  });
  return {
    house,
    sandbox,
    open: async (rail) => {
      const { settings, account } = await wireOf(rail, sandbox).prepare("http://127.0.0.1:1/nobody");
      const made = await openDeskOf({ house, rails }, { rail, account, settings: { ...settings } });
      const { ctx } = made;
      const { url } = await getCallbackAddress({ ctx, input: { id: made.account.id } });
      const { webhookSecrets: secret } = settings;
      if (secret !== undefined)
        await sandbox.play("POST", `/stripe/accounts/${account}/webhook-endpoints`, { url, secret });
      const registered = await registerRailAccount({ ctx, input: { id: made.account.id } });
      expect(registered).toMatchObject({ isOk: true });
      return { ...made, settings: { ...settings } };
    },
    until: async (desk, look, wanted) => {
      const applied = async () => {
        await applyAll(house, desk);
        expect(await look()).toMatchObject(wanted as object);
      };
      await vi.waitFor(applied, { timeout: 20_000, interval: 20 });
    },
  };
}

type NewAccount = { rail: RailId; account: string; settings: Record<string, string> };

async function openDeskOf(
  { house, rails }: { house: TestHouse; rails: Rails },
  { rail, account, settings }: NewAccount,
): Promise<Desk> {
  const tenancy = await makeTenancy(house, {
    agency: { policies: { refundApprovalAboveMinor: 100_000_000 } },
  });
  await house.arrange.query("update contacts set phone = '+254712345678' where id = $1", tenancy.tenant.id);
  const ctx = { ...tenancy.ctx, rails };
  const input = { rail, account, label: "The account", currency: "KES", refusesUnknown: false, settings };
  const { id } = await createRailAccount({ ctx, input });
  return { ...tenancy, ctx, other: ctx, account: await readAccount(ctx.db.sql, ctx, id) };
}

/** What the job of each stored event would do. */
async function applyAll({ arrange }: TestHouse, { ctx, agency }: Desk): Promise<void> {
  const events = await arrange.query<{ railAccountId: string; eventKey: string }>(
    `select rail_account_id as "railAccountId", event_key as "eventKey" from inbound_events
     where agency_id = $1 and state in ('received', 'waiting') order by received_at`,
    agency.id,
  );
  for (const input of events) {
    try {
      await applyEvent({ ctx: { ...asSystem(ctx), requestId: newId() }, input });
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
    }
  }
}
