import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { useWorld } from "../test-sandbox.ts";

const world = useWorld();
const account = "01100200300";
const root = `/jirani/v1/accounts/${account}`;
const key = { id: "k1", secret: "a-secret-of-the-bank" };
const bearer = { authorization: "Bearer key-of-a-test" };
const request = {
  merchant_id: "a-1",
  amount_minor: 2_500,
  currency: "KES",
  reference: "R1",
  expires_in: 600,
};
const call = (method: string, path: string, body?: unknown, idempotencyKey?: string) =>
  world.house.call(method, `${root}${path}`, body, {
    ...bearer,
    ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
  });

async function openAccount(): Promise<void> {
  const fields = { apiKeys: ["key-of-a-test"], noticeKeys: [key] };
  await world.house.call("PUT", `/sandbox/bank/accounts/${account}`, fields);
  await call("PUT", "/notices", { url: `${world.receiver.url}/bank` });
}

test("a key makes one request, says no to another one, and outlives a restart", async () => {
  await openAccount();
  const { json: made } = await call("POST", "/requests", request, "one");
  await world.house.restart();
  expect((await call("POST", "/requests", request, "one")).json.id).toBe(made.id);
  const other = await call("POST", "/requests", { ...request, amount_minor: 1 }, "one");
  expect(other).toMatchObject({ status: 409, json: { error: { code: "key_reused" } } });
  expect(await call("POST", "/requests", request)).toMatchObject({
    status: 422,
    json: { error: { code: "invalid_field", field: "Idempotency-Key" } },
  });
});

test("a paid request is told as credit and as request, signed over its bytes", async () => {
  await openAccount();
  const { json: made } = await call("POST", "/requests", request, "two");
  await world.house.call("POST", `/sandbox/bank/requests/${made.id}/act`, { act: "pay" });
  const told = await world.receiver.wait("/bank", 2);
  for (const { headers, body } of told) {
    const signature = createHmac("sha256", key.secret).update(`${String(headers["bank-time"])}.${body}`);
    expect(headers).toMatchObject({ "bank-key": key.id, "bank-signature": signature.digest("hex") });
  }
  expect(told.map(({ body }) => (JSON.parse(body) as { type: string }).type).toSorted()).toEqual([
    "credit.received",
    "request.paid",
  ]);
});

test.each([
  ["no key", {}, root, 401, "unauthorized"],
  ["another key", { authorization: "Bearer another" }, root, 401, "unauthorized"],
  ["an account that cannot be", bearer, "/jirani/v1/accounts/abc", 404, "account_unknown"],
  ["a credit of nobody", bearer, `${root}/credits/cr_0`, 404, "not_found"],
  ["a path that is not there", bearer, "/jirani/v1/nothing", 404, "not_found"],
])("%s is refused in the bank's form", async (_name, headers, path, status, code) => {
  await openAccount();
  expect(await world.house.call("GET", path, undefined, headers)).toMatchObject({
    status,
    json: { error: { code } },
  });
});

test("a payer answers on the bank's page", async () => {
  await openAccount();
  const { json: made } = await call("POST", "/requests", request, "three");
  const page = await fetch(`${world.house.url}/pay/${made.id}`);
  expect(await page.text()).toContain("Not enough money");
  await fetch(`${world.house.url}/pay/${made.id}`, {
    method: "POST",
    body: new URLSearchParams({ act: "no-money" }),
    redirect: "manual",
  });
  expect((await call("GET", `/requests/${made.id}`)).json).toMatchObject({
    status: "failed",
    reason: "insufficient_funds",
  });
});
