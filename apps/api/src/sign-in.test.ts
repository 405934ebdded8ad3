import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { password, publicUrl, startTestApi, type Answer, type Browser, type TestApi } from "./test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ SIGN_IN_LIMIT_PER_MINUTE: "1000" });
});
afterAll(() => api.close());

let people = 0;
const address = () => `person${++people}@example.org`;

function signIn(browser: Browser, email: string, given = password): Promise<Answer> {
  return browser.post("/auth/sign-in/email", { email, password: given });
}

/** RFC 6238 with SHA-1, six digits, thirty seconds, as authenticator apps compute it. */
function totpOf(uri: string, nowMs = Date.now()): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const bits = Array.from(secret, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function mailsTo(email: string, kind: string): Promise<string[]> {
  const mails = await api.arrange.query<{ body: string }>(
    "select coalesce(action ->> 'url', body) as body from messages where to_address = $1 and kind = $2 order by id",
    email,
    kind,
  );
  return mails.map(({ body }) => body);
}

async function withSecondFactor(
  email: string,
): Promise<{ browser: Browser; uri: string; recoveryCodes: string[] }> {
  const browser = await api.person(email);
  const enabled = await browser.post("/auth/two-factor/enable", { password });
  const { totpURI: uri, backupCodes: recoveryCodes } = enabled.body as {
    totpURI: string;
    backupCodes: string[];
  };
  expect((await browser.post("/auth/two-factor/verify-totp", { code: totpOf(uri) })).status).toBe(200);
  return { browser, uri, recoveryCodes };
}

test("a person signs up, out and in; the session lives in a cookie that scripts cannot read", async () => {
  const email = address();
  const browser = await api.person(email, "Ada");
  expect(await browser.rpc.access.me.query()).toMatchObject({
    user: { name: "Ada", email, hasTwoFactor: false, isOperator: false },
    agency: null,
    role: null,
  });
  expect((await browser.post("/auth/sign-out")).status).toBe(200);
  await expect(browser.rpc.access.me.query()).rejects.toMatchObject({
    data: { stead: { code: "UNAUTHENTICATED" } },
  });

  const answer = await signIn(browser, email);
  expect(answer.status).toBe(200);
  expect(answer.cookies.join()).toMatch(/stead\.session_token=.*HttpOnly; SameSite=Lax/);
  expect(JSON.stringify(answer.body)).not.toContain(browser.cookie().split("=")[1]?.slice(0, 20));
  expect((await browser.rpc.access.me.query()).user.email).toBe(email);
});

test("a cookie with another signature is nobody", async () => {
  const browser = await api.person(address());
  const forged = browser.cookie().replace(/.{6}$/, "AAAA%3D");
  const answer = await fetch(`${api.url}/trpc/access.me`, { headers: { cookie: forged } });
  expect(answer.status).toBe(401);
});

test("a wrong password and an unknown address get the same answer", async () => {
  const email = address();
  await api.person(email);
  const wrong = await signIn(api.browser(), email, "not the right one");
  const unknown = await signIn(api.browser(), address(), "not the right one");
  const withoutId = ({ body }: Answer) => ({ ...(body as object), requestId: null });
  expect([wrong.status, withoutId(wrong)]).toEqual([unknown.status, withoutId(unknown)]);
  expect(wrong.body).toMatchObject({
    code: "UNAUTHENTICATED",
    message: "the e-mail address or the password is wrong",
  });
});

test("an address that is taken is a conflict, a short password is named", async () => {
  const email = address();
  await api.person(email);
  expect(
    (await api.browser().post("/auth/sign-up/email", { name: "B", email, password })).body,
  ).toMatchObject({ code: "CONFLICT" });
  const short = await api
    .browser()
    .post("/auth/sign-up/email", { name: "B", email: address(), password: "short" });
  expect(short.body).toMatchObject({
    code: "INVALID",
    fields: [{ path: "password", message: "take at least 10 characters" }],
  });
});

test("ten wrong passwords lock an address, also for tries at once and for the right password", async () => {
  const email = address();
  await api.person(email);
  const tries = await Promise.all(
    Array.from({ length: 14 }, (_, index) => signIn(api.browser(), email, `wrong password ${index}`)),
  );
  // Tries that arrive together may refuse one another early; never may more than ten be made.
  expect(tries.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
  expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(4);
  expect((await signIn(api.browser(), email)).body).toMatchObject({ code: "TOO_MANY" });
  expect((await signIn(api.browser(), address())).status).toBe(401);
});

test("a right password forgets the wrong ones before it", async () => {
  const email = address();
  await api.person(email);
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < 9; index++) await signIn(api.browser(), email, "wrong password");
    expect((await signIn(api.browser(), email)).status).toBe(200);
  }
});

test("with a second factor the password alone is not enough; a code or a recovery code is, each once", async () => {
  const email = address();
  const { uri, recoveryCodes } = await withSecondFactor(email);
  const browser = api.browser();
  const first = await signIn(browser, email);
  expect(first.body).toMatchObject({ twoFactorRedirect: true });
  await expect(browser.rpc.access.me.query()).rejects.toMatchObject({ data: { httpStatus: 401 } });
  expect((await browser.post("/auth/two-factor/verify-totp", { code: "000000" })).body).toMatchObject({
    code: "UNAUTHENTICATED",
  });
  expect((await browser.post("/auth/two-factor/verify-totp", { code: totpOf(uri) })).status).toBe(200);
  expect((await browser.rpc.access.me.query()).user.hasTwoFactor).toBe(true);

  const [code = ""] = recoveryCodes;
  const lost = api.browser();
  await signIn(lost, email);
  expect((await lost.post("/auth/two-factor/verify-backup-code", { code })).status).toBe(200);
  const again = api.browser();
  await signIn(again, email);
  expect((await again.post("/auth/two-factor/verify-backup-code", { code })).status).toBe(401);
});

test("wrong codes end the attempt, and enough of them lock the second factor", async () => {
  const email = address();
  const { uri } = await withSecondFactor(email);
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    const browser = api.browser();
    await signIn(browser, email);
    for (let index = 0; index < 4; index++)
      statuses.push((await browser.post("/auth/two-factor/verify-totp", { code: "000000" })).status);
  }
  expect(statuses).not.toContain(200);
  const browser = api.browser();
  await signIn(browser, email);
  expect((await browser.post("/auth/two-factor/verify-totp", { code: totpOf(uri) })).body).toMatchObject({
    code: "TOO_MANY",
  });
});

test("a link from a mail sets a new password once, signs everybody else out and opens a lock", async () => {
  const email = address();
  const old = await api.person(email);
  for (let index = 0; index < 11; index++) await signIn(api.browser(), email, "wrong password");
  await api.browser().post("/auth/request-password-reset", { email });
  const [body = ""] = await mailsTo(email, "password_reset");
  expect(body).toContain(`${publicUrl}/reset-password?token=`);
  const token = /token=(\S+)/.exec(body)?.[1] ?? "";
  const stored = await api.arrange.query<{ identifier: string }>("select identifier from verifications");
  expect(stored.some(({ identifier }) => identifier.includes(token))).toBe(false);

  const newPassword = "another long password";
  expect((await api.browser().post("/auth/reset-password", { token, newPassword })).status).toBe(200);
  expect((await api.browser().post("/auth/reset-password", { token, newPassword })).body).toMatchObject({
    code: "INVALID",
  });
  await expect(old.rpc.access.me.query()).rejects.toMatchObject({ data: { httpStatus: 401 } });
  expect((await signIn(api.browser(), email)).status).toBe(401);
  expect((await signIn(api.browser(), email, newPassword)).status).toBe(200);
  expect(await mailsTo(email, "password_changed")).toHaveLength(1);
});

test("asking for a new password tells nobody whether an account exists, and sends few mails", async () => {
  const email = address();
  await api.person(email);
  const known = await api.browser().post("/auth/request-password-reset", { email });
  const unknown = await api.browser().post("/auth/request-password-reset", { email: address() });
  expect(known.body).toEqual(unknown.body);
  for (let index = 0; index < 6; index++) await api.browser().post("/auth/request-password-reset", { email });
  expect(await mailsTo(email, "password_reset")).toHaveLength(5);
});

test("a new password needs the old one, and guessing it locks", async () => {
  const email = address();
  const browser = await api.person(email);
  const change = (currentPassword: string) =>
    browser.post("/auth/change-password", {
      currentPassword,
      newPassword: "another long password",
      revokeOtherSessions: true,
    });
  expect((await change("not the old one")).body).toMatchObject({ code: "INVALID" });
  expect((await change(password)).status).toBe(200);
  expect((await signIn(api.browser(), email, "another long password")).status).toBe(200);
  for (let index = 0; index < 10; index++) await change("not the old one");
  expect((await change("another long password")).status).toBe(429);
});

test("sessions are listed and signed out one by one, those of others never", async () => {
  const email = address();
  const here = await api.person(email);
  const there = api.browser();
  await signIn(there, email);
  const sessions = await here.rpc.access.listSessions.query();
  expect(sessions.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
  expect(sessions).toHaveLength(2);
  const other = sessions.find(({ isCurrent }) => !isCurrent)?.id ?? "";
  const stranger = await api.person(address());
  await expect(stranger.rpc.access.revokeSession.mutate({ sessionId: other })).rejects.toMatchObject({
    data: { stead: { code: "NOT_FOUND" } },
  });
  await here.rpc.access.revokeSession.mutate({ sessionId: other });
  await expect(there.rpc.access.me.query()).rejects.toMatchObject({ data: { httpStatus: 401 } });
  expect((await here.rpc.access.me.query()).user.email).toBe(email);
});

test("the end of a session moves on once a day, with its cookie", async () => {
  const browser = await api.person(address());
  await api.arrange.query(
    "update sessions set updated_at = now() - interval '2 days', expires_at = now() + interval '5 days' where user_id = $1",
    (await browser.rpc.access.me.query()).user.id,
  );
  const answer = await fetch(`${api.url}/trpc/access.me`, { headers: { cookie: browser.cookie() } });
  expect(answer.headers.getSetCookie().join()).toContain("stead.session_token=");
  const again = await fetch(`${api.url}/trpc/access.me`, { headers: { cookie: browser.cookie() } });
  expect(again.headers.getSetCookie()).toEqual([]);
  const [row] = await api.arrange.query<{ days: number }>(
    "select extract(day from max(expires_at) - now())::int as days from sessions where updated_at > now() - interval '1 minute'",
  );
  expect(row?.days).toBeGreaterThanOrEqual(13);
});

test("pages of other sites cannot use a person's cookie", async () => {
  const browser = await api.person(address());
  const create = (origin: string) =>
    fetch(`${api.url}/trpc/access.createAgency`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: browser.cookie(), origin },
      body: JSON.stringify({ name: "Mine", currency: "KES", timeZone: "Africa/Nairobi", country: "KE" }),
    });
  expect((await create("https://evil.example")).status).toBe(403);
  expect((await browser.post("/auth/sign-out", {}, { origin: "https://evil.example" })).status).toBe(403);
  expect((await create("http://localhost:3000")).status).toBe(200);
});

test("endpoints of the library that Stead does not use are closed", async () => {
  const browser = await api.person(address());
  for (const path of [
    "/auth/organization/create",
    "/auth/update-session",
    "/auth/delete-user",
    "/auth/change-email",
    "/auth/get-session",
  ]) {
    expect((await browser.post(path, { name: "x", slug: "x" })).status).toBe(404);
  }
  expect((await browser.post("/auth/update-user", { name: "New Name", role: "operator" })).status).toBe(400);
  expect((await browser.rpc.access.me.query()).user.isOperator).toBe(false);
});
