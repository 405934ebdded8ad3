import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { guardProvider } from "../guard.ts";
import type { MessageProvider } from "../message-provider.ts";
import { startMailServer, type MailServer } from "../test-servers.ts";
import { createSmtpProvider } from "./smtp.ts";

let server: MailServer;
let provider: MessageProvider;
beforeAll(async () => {
  server = await startMailServer();
  provider = createSmtpProvider({ url: server.url, from: "letters@stead.example.org", timeoutMs: 5_000 });
});
beforeEach(() => {
  server.taken.length = 0;
  server.mood = {};
});
afterAll(async () => {
  await provider.close();
  await server.close();
});

const signal = new AbortController().signal;
const send = (through: MessageProvider = provider, id = "0192-1") =>
  through.send(
    {
      id,
      to: { address: "amina@example.org", name: "Amina Wanjirũ" },
      subject: "Kodi ya Juni",
      text: "Rent is due.",
      html: "<p>Rent is due.</p>",
      fromName: "Kilimani Lettings",
    },
    { signal },
  );

test("a mail arrives with both its forms, its names and its id", async () => {
  expect(await send()).toMatchObject({ outcome: "sent" });
  const [mail] = server.taken;
  expect(mail?.to).toEqual(["amina@example.org"]);
  expect(mail?.content).toContain("From: Kilimani Lettings <letters@stead.example.org>");
  expect(mail?.content).toContain("Message-ID: <0192-1@stead.example.org>");
  expect(mail?.content).toContain("text/plain");
  expect(mail?.content).toContain("<p>Rent is due.</p>");
});

test.each([
  ["an address that is none", { recipient: { code: 550, text: "no such user" } }, "bad_address"],
  ["a full house for now", { recipient: { code: 450, text: "greylisted" } }, "throttled"],
  ["a mail it does not like", { content: { code: 554, text: "spam" } }, "rejected"],
  ["a full disk", { content: { code: 452, text: "later" } }, "throttled"],
])("calls %s what it is", async (_said, mood, category) => {
  server.mood = mood;
  const outcome = await send();
  expect(outcome).toMatchObject({ outcome: "failed", category });
  expect(JSON.stringify(outcome)).not.toContain("amina");
});

test("is uncertain when the line is cut after the mail was handed over", async () => {
  server.mood = { content: "cut" };
  expect(await send()).toMatchObject({ outcome: "uncertain" });
});

describe("behind its breaker", () => {
  test("nothing is tried for a while after failures in a row, and the first success opens it again", async () => {
    const gone = await startMailServer();
    await gone.close();
    const dead = guardProvider(
      createSmtpProvider({ url: gone.url, from: "a@example.org", timeoutMs: 2_000 }),
      {
        mostFailures: 3,
        restMs: 60_000,
      },
    );
    for (let attempt = 0; attempt < 3; attempt++)
      expect(await send(dead)).toMatchObject({ outcome: "failed", category: "provider_down" });
    expect(dead.restMs()).toBeGreaterThan(0);
    expect(await send(dead)).toMatchObject({ detail: "the provider rests after failures" });

    const guarded = guardProvider(provider, { mostFailures: 1, restMs: 1 });
    server.mood = { recipient: { code: 535, text: "sign in" } };
    expect(await send(guarded)).toMatchObject({ category: "provider_down" });
    server.mood = {};
    await expect.poll(() => guarded.restMs(), { timeout: 10_000 }).toBe(0);
    expect(await send(guarded)).toMatchObject({ outcome: "sent" });
    await dead.close();
  });

  test("a bad address is no failure of the provider", async () => {
    const guarded = guardProvider(provider, { mostFailures: 1, restMs: 60_000 });
    server.mood = { recipient: { code: 550, text: "no" } };
    for (let attempt = 0; attempt < 3; attempt++)
      expect(await send(guarded)).toMatchObject({ category: "bad_address" });
    expect(guarded.restMs()).toBe(0);
  });
});
