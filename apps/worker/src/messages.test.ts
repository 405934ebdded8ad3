import { openSystemDb, type SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { guardProvider, type GuardedProvider } from "@stead/providers/guard";
import { createMailbox, type MessageProvider } from "@stead/providers/message-provider";
import { createSmtpProvider } from "@stead/providers/mail/smtp";
import { createTwilioProvider } from "@stead/providers/sms/twilio";
import {
  startMailServer,
  startWireServer,
  type MailServer,
  type WireServer,
} from "@stead/providers/test-servers";
import type { ServiceContext } from "@stead/services/context";
import { insertMessages, type NewMessage } from "@stead/services/context";
import {
  getMessage,
  lookUpMessages,
  resolveMessage,
  sendMessages,
  type LookUpLimits,
  type SenderLimits,
} from "@stead/services/messages";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually, makeOwnerContext, openWorkerTestHouse, type WorkerTestHouse } from "./test-worker.ts";

/** The sender, on real rows, against real servers. */
let house: WorkerTestHouse;
let system: SystemDb;
let mail: MailServer;
let wire: WireServer;
beforeAll(async () => {
  house = await openWorkerTestHouse();
  system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 12 });
  [mail, wire] = await Promise.all([startMailServer(), startWireServer()]);
});
afterAll(async () => {
  await Promise.all([mail.close(), wire.close()]);
  await system.close();
  await house.close();
});
beforeEach(() => {
  mail.mood = {};
  mail.taken.length = 0;
  wire.taken.length = 0;
});
const opened: MessageProvider[] = [];
afterEach(async () => {
  for (const provider of opened.splice(0)) await provider.close();
  await house.arrange.query("delete from messages");
});

function open<P extends MessageProvider>(provider: P): P {
  opened.push(provider);
  return provider;
}
const smtp = () =>
  open(guardProvider(createSmtpProvider({ url: mail.url, from: "a@example.org", timeoutMs: 5_000 })));
const mailbox = guardProvider(createMailbox("sms"));

type Parts = { email?: GuardedProvider; sms?: GuardedProvider; limits?: Partial<SenderLimits> };

function turn(
  ctx: ServiceContext,
  { email = smtp(), sms = mailbox, limits = {} }: Parts = {},
): Promise<number> {
  return sendMessages({
    system,
    providers: { email, sms },
    contextOf: async () => ctx,
    publicUrl: "https://stead.example.org",
    log: silentLogger,
    signal: new AbortController().signal,
    limits: { firstPauseMs: 1, ...limits },
  });
}

const aMail = (message: Partial<NewMessage> = {}): NewMessage => ({
  channel: "email",
  kind: "broadcast",
  toName: "Amina",
  toAddress: "amina@example.org",
  subject: "Water",
  body: "It is off.",
  ...message,
});
async function write(ctx: ServiceContext, ...messages: NewMessage[]): Promise<string> {
  const [id = ""] = await ctx.db.transaction((tx) => insertMessages(tx, ctx.agencyId, messages));
  return id;
}
const read = (ctx: ServiceContext, id: string) => getMessage({ ctx, input: { id } });

describe("a message", () => {
  test("leaves once, in both forms, with a link that opens the app", async () => {
    const ctx = await makeOwnerContext(house);
    const id = await write(
      ctx,
      aMail({
        kind: "notification",
        action: {
          label: "Open",
          url: "/imports/1",
          links: [{ label: "Download", url: "/api/files/secret" }],
        },
      }),
    );
    const email = smtp();
    await Promise.all([turn(ctx, { email }), turn(ctx, { email }), turn(ctx, { email })]);
    // Operators who look at the mailbox hear of it once, not of turns that had nothing to do.
    await turn(ctx, { email });
    expect(await house.arrange.query("select from events where kind = 'mailbox.changed'")).toHaveLength(1);
    expect(mail.taken).toHaveLength(1);
    expect(mail.taken[0]?.content).toContain("https://stead.example.org/imports/1");
    // Whoever has the link has the file: it is in the mail and nowhere else.
    expect(mail.taken[0]?.content).toContain("https://stead.example.org/api/files/secret");
    expect((await house.arrange.query("select action::text from messages"))[0]).not.toMatchObject({
      action: expect.stringContaining("secret"),
    });
    expect(await read(ctx, id)).toMatchObject({
      status: "sent",
      attempts: 1,
      provider: "smtp",
      deliveries: [{ attempt: 1, outcome: "sent", category: null }],
    });
  });

  test("to nobody is given up at once, with a reason that a person understands", async () => {
    const ctx = await makeOwnerContext(house);
    mail.mood = { recipient: { code: 550, text: "no such user" } };
    const id = await write(ctx, aMail());
    await turn(ctx);
    expect(await read(ctx, id)).toMatchObject({
      status: "failed",
      reason: "Nobody is at this address. Correct it at the contact and send again.",
      deliveries: [{ outcome: "failed", category: "bad_address" }],
    });
  });

  test("that may not go yet is tried again later, and arrives", async () => {
    const ctx = await makeOwnerContext(house);
    const id = await write(ctx, aMail());
    mail.mood = { recipient: { code: 450, text: "later" } };
    await turn(ctx);
    expect(await read(ctx, id)).toMatchObject({ status: "waiting", attempts: 1 });
    mail.mood = {};
    await eventually(async () => {
      await turn(ctx);
      expect(await read(ctx, id)).toMatchObject({ status: "sent" });
    });
    expect((await read(ctx, id)).deliveries.map(({ outcome }) => outcome)).toEqual(["failed", "sent"]);
  });

  test("whose answer is lost is uncertain, is left alone, and goes again on a person's word", async () => {
    const ctx = await makeOwnerContext(house);
    const id = await write(ctx, aMail());
    mail.mood = { content: "cut" };
    await turn(ctx);
    mail.mood = {};
    await turn(ctx);
    expect(await read(ctx, id)).toMatchObject({ status: "uncertain", attempts: 1 });
    expect(mail.taken).toEqual([]);
    expect(await resolveMessage({ ctx, input: { id, decision: "send_again" } })).toMatchObject({
      status: "waiting",
    });
    await turn(ctx);
    expect(await read(ctx, id)).toMatchObject({ status: "sent", attempts: 2 });
    await expect(resolveMessage({ ctx, input: { id, decision: "it_arrived" } })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
  });

  test("whose sender died half-way is uncertain and never sent again by itself", async () => {
    const ctx = await makeOwnerContext(house);
    const id = await write(ctx, aMail());
    await house.arrange.query(
      "update messages set status = 'sending', sending_at = now() - interval '10 minutes', attempts = 1, provider = 'smtp' where id = $1",
      id,
    );
    await turn(ctx);
    await turn(ctx);
    expect(mail.taken).toEqual([]);
    expect(await read(ctx, id)).toMatchObject({
      status: "uncertain",
      deliveries: [{ outcome: "uncertain" }],
    });
    expect(await resolveMessage({ ctx, input: { id, decision: "it_arrived" } })).toMatchObject({
      status: "sent",
    });
  });

  test("of one agency does not wait behind the thousands of another", async () => {
    const [many, one] = [await makeOwnerContext(house), await makeOwnerContext(house)];
    await write(many, ...Array.from({ length: 300 }, () => aMail({ channel: "sms", subject: null })));
    const id = await write(one, aMail({ channel: "sms", subject: null }));
    await turn(one, { limits: { perAgency: 20 } });
    expect(await read(one, id)).toMatchObject({ status: "sent", provider: "mailbox" });
    expect(await house.arrange.query("select from messages where status = 'waiting'")).toHaveLength(280);
  });
});

test("behind a provider that is down, nothing is lost, nothing is tried in vain, and all arrive when it is back", async () => {
  const ctx = await makeOwnerContext(house);
  wire.answer = () => ({ status: 503 });
  const twilio = createTwilioProvider({ accountSid: "AC", authToken: "t", from: "+1", baseUrl: wire.url });
  const sms = open(guardProvider(twilio, { mostFailures: 3, restMs: 300 }));
  await write(ctx, ...Array.from({ length: 40 }, () => aMail({ channel: "sms", subject: null })));
  await turn(ctx, { sms, limits: { concurrency: 1 } });
  expect(wire.taken).toHaveLength(3);
  expect(sms.restMs()).toBeGreaterThan(0);
  wire.answer = () => ({ status: 201, body: { sid: `SM${newId()}`, status: "queued" } });
  await eventually(async () => {
    // Those that were taken and not tried come back when their time is over.
    await house.arrange.query("update messages set not_before = now() where status = 'waiting'");
    await turn(ctx, { sms });
    expect(await house.arrange.query("select from messages where status <> 'sent'")).toEqual([]);
  });
  expect(wire.taken).toHaveLength(43);
});

describe("a text message whose answer was lost, asked for at its provider,", () => {
  /** Sends to some numbers, of which every answer is lost, and tells when. */
  async function lose(ctx: ServiceContext, ...numbers: string[]): Promise<GuardedProvider> {
    wire.answer = () => "cut";
    const twilio = createTwilioProvider({ accountSid: "AC", authToken: "t", from: "+1", baseUrl: wire.url });
    const sms = open(guardProvider(twilio));
    await write(ctx, ...numbers.map((toAddress) => aMail({ channel: "sms", subject: null, toAddress })));
    await turn(ctx, { sms });
    wire.taken.length = 0;
    return sms;
  }
  const ask = (ctx: ServiceContext, sms: GuardedProvider, limits: Partial<LookUpLimits> = {}) =>
    lookUpMessages({
      system,
      providers: { email: smtp(), sms },
      contextOf: async () => ctx,
      publicUrl: "https://stead.example.org",
      log: silentLogger,
      signal: new AbortController().signal,
      limits: { firstPauseMs: 0, sureAfterMs: 0, ...limits },
    });
  const listing = (...messages: object[]) => ({
    status: 200,
    body: {
      messages: messages.map((message) => ({
        direction: "outbound-api",
        body: "It is off.",
        date_created: new Date().toUTCString(),
        ...message,
      })),
    },
  });
  const states = (ctx: ServiceContext) =>
    house.arrange.query(
      `select to_address as "to", status, provider_ref as ref, reason_code as code from messages where agency_id = $1 order by to_address`,
      ctx.agencyId,
    );

  test("becomes what the provider knows of it, and is never sent again by that", async () => {
    const ctx = await makeOwnerContext(house);
    const sms = await lose(ctx, "+1", "+2", "+3", "+4");
    wire.answer = ({ path }) => {
      const to = new URL(path, wire.url).searchParams.get("To");
      if (to === "+1") return listing({ sid: "SM1", status: "delivered" });
      if (to === "+2") return listing({ sid: "SM2", status: "undelivered" });
      return to === "+3" ? listing() : listing({ sid: "SM4", body: "" });
    };
    expect(await ask(ctx, sms)).toBe(4);
    expect(await states(ctx)).toEqual([
      { to: "+1", status: "sent", ref: "SM1", code: null },
      { to: "+2", status: "failed", ref: "SM2", code: "rejected" },
      { to: "+3", status: "failed", ref: null, code: "never_taken" },
      { to: "+4", status: "uncertain", ref: null, code: "uncertain" },
    ]);
    const [first] = await house.arrange.query<{ id: string }>(
      "select id from messages where to_address = '+1'",
    );
    expect((await read(ctx, first?.id ?? "")).deliveries).toMatchObject([
      { outcome: "uncertain" },
      { outcome: "sent", provider: "twilio", detail: "the provider has it in its records" },
    ]);
    // Asked a few times; then it is a person's turn.
    for (let round = 0; round < 3; round++) expect(await ask(ctx, sms)).toBe(1);
    expect(await ask(ctx, sms)).toBe(0);
    await turn(ctx, { sms });
    expect(wire.taken.filter(({ form }) => form.has("To"))).toEqual([]);
  });

  test("that went out twice with the same words is one message each time", async () => {
    const ctx = await makeOwnerContext(house);
    const sms = await lose(ctx, "+1", "+1", "+1");
    wire.answer = () => listing({ sid: "SM1", status: "sent" }, { sid: "SM2", status: "sent" });
    await ask(ctx, sms);
    const found = (await states(ctx)) as { status: string; ref: string | null }[];
    expect(found.map(({ status, ref }) => `${status} ${ref ?? "-"}`).toSorted()).toEqual([
      "failed -",
      "sent SM1",
      "sent SM2",
    ]);
  });

  test("is not called unsent before the provider has had its time, and is left alone by one that cannot say", async () => {
    const ctx = await makeOwnerContext(house);
    const sms = await lose(ctx, "+1");
    const uncertain = [{ to: "+1", status: "uncertain", ref: null, code: "uncertain" }];
    wire.answer = () => listing();
    expect(await ask(ctx, sms, { firstPauseMs: 60_000 })).toBe(0);
    expect(await ask(ctx, sms, { sureAfterMs: 600_000 })).toBe(1);
    expect(await states(ctx)).toEqual(uncertain);
    wire.answer = () => ({ status: 503 });
    expect(await ask(ctx, sms)).toBe(1);
    expect(await states(ctx)).toEqual(uncertain);
    // Mail servers keep nothing that can be asked.
    await house.arrange.query("update messages set provider = 'smtp', channel = 'email'");
    expect(await ask(ctx, sms)).toBe(0);
  });
});

test("every recipient of a flaky provider ends in one state, and what the provider took is what is said", async () => {
  const ctx = await makeOwnerContext(house);
  const count = 250;
  const numbers = Array.from({ length: count }, (_, place) => `+2547${String(place).padStart(8, "0")}`);
  const tries = new Map<string, number>();
  const taken: string[] = [];
  // By the number: some are nobody's, some fail once, some lose their answer; never by chance.
  wire.answer = ({ form }) => {
    const to = form.get("To") ?? "";
    const place = numbers.indexOf(to);
    const attempt = (tries.get(to) ?? 0) + 1;
    tries.set(to, attempt);
    if (place % 10 === 0) return { status: 400, body: { code: 21211 } };
    if (place % 10 === 1 && attempt === 1) return { status: 429 };
    taken.push(to);
    if (place % 25 === 2) return { status: 502 };
    return { status: 201, body: { sid: "SM1", status: "queued" } };
  };
  await write(ctx, ...numbers.map((toAddress) => aMail({ channel: "sms", subject: null, toAddress })));
  const twilio = createTwilioProvider({ accountSid: "AC", authToken: "t", from: "+1", baseUrl: wire.url });
  const sms = open(guardProvider(twilio));
  await eventually(async () => {
    await turn(ctx, { sms });
    expect(await house.arrange.query("select from messages where status in ('waiting', 'sending')")).toEqual(
      [],
    );
  });
  const states = await house.arrange.query<{ status: string; to: string }>(
    `select status, to_address as "to" from messages where agency_id = $1`,
    ctx.agencyId,
  );
  const of = (status: string) => states.filter((row) => row.status === status).map(({ to }) => to);
  expect(of("failed")).toHaveLength(25);
  expect(of("uncertain")).toHaveLength(10);
  expect(of("sent")).toHaveLength(count - 35);
  // Nobody got it twice, and whoever may have got it is sent or uncertain.
  expect(taken.toSorted()).toEqual([...of("sent"), ...of("uncertain")].toSorted());
  expect(new Set(taken).size).toBe(taken.length);
});

test("a worker process sends the mails of sign-in by SMTP, and keeps none of their links", async () => {
  await system.sql(
    {
      name: "",
      text: `insert into messages (id, channel, kind, to_address, subject, body, action)
        values ($1, 'email', 'password_reset', 'amina@example.org', 'Set a new password for Stead', 'Open this link.', $2::jsonb)`,
    },
    newId(),
    JSON.stringify({
      label: "Set a new password",
      url: "https://stead.example.org/reset-password?token=secret",
    }),
  );
  const worker = house.startWorker({ SMTP_URL: mail.url, MAIL_FROM: "letters@stead.example.org" });
  await eventually(() => expect([mail.taken.length, worker.output()]).toEqual([1, expect.anything()]));
  expect(mail.taken[0]?.content).toContain("From: Stead <letters@stead.example.org>");
  await eventually(async () =>
    expect(await house.arrange.query("select status, body, action from messages")).toEqual([
      { status: "sent", body: "", action: null },
    ]),
  );
  expect(worker.output()).not.toContain("amina@example.org");
  expect(await worker.end("SIGTERM")).toBe(0);
});
