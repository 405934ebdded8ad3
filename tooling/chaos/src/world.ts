import { createSteadClient, type SteadClient } from "@stead/client";
import { openArranger } from "@stead/testing/arranger";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { makeInvoice } from "@stead/testing/invoice-factory";
import type { RailId } from "@stead/contracts/rails";
import type { House } from "./house.ts";

/** An agency with tenants, and an account with each provider. */
export type World = {
  agencyId: string;
  client: SteadClient;
  leases: readonly { id: string; reference: string }[];
  accounts: Readonly<Record<RailId, RailAccount>>;
};

type RailAccount = { id: string; account: string };

const shortCode = "600966";
const stripeAccount = "acct_1Chaos0000001";
const secretKey = "sk_test_chaos_0000000001";
const signingSecret = "whsec_chaos0000000000000001";
const bankAccount = "01100200300";
const apiKey = "jirani-key-of-the-chaos";
const noticeSecret = "jirani-notices-of-the-chaos";

/** Signs an owner up by the api, adds tenants with a month's rent open, and both rails. */
export async function makeWorld(house: House, leaseCount: number): Promise<World> {
  const cookie = await signUp(house.front.url);
  const client = createSteadClient({
    url: `${house.front.url}/api`,
    headers: { cookie, origin: house.front.url },
    deadlineMs: 60_000,
    batch: { maxItems: 1 },
  });
  const [agency] = await house.look<{ id: string }>("select id from agencies");
  if (agency === undefined) throw new Error("the agency was not made");
  const leases = await makeTenants(house, agency.id, leaseCount);
  const accounts = {
    mpesa: await addMpesa(house, client),
    stripe: await addStripe(house, client),
    jirani: await addBank(house, client),
  };
  await house.sandbox.play("PATCH", "/settings", { resultMs: 20, retrySeconds: [1, 2, 4, 8, 16] });
  return { agencyId: agency.id, client, leases, accounts };
}

async function signUp(url: string): Promise<string> {
  const post = async (target: string, body: object, cookie = "") => {
    const answer = await fetch(`${url}/api${target}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, cookie },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${target}: ${await answer.text()}`);
    return answer;
  };
  const person = { name: "Ada Owner", email: "ada@example.org", password: "a long enough password" };
  const answer = await post("/auth/sign-up/email", person);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1).join())
    .join("; ");
  const agency = { name: "Kilimani Lettings", currency: "KES", timeZone: "Africa/Nairobi", country: "KE" };
  await post("/trpc/access.createAgency", agency, cookie);
  return cookie;
}

async function makeTenants(house: House, agencyId: string, count: number): Promise<World["leases"]> {
  const arrange = await openArranger(house.database);
  const property = await makeProperty(arrange, agencyId);
  const leases: { id: string; reference: string }[] = [];
  for (let number = 1; number <= count; number++) {
    const unit = await makeUnit(arrange, property);
    const contact = await makeContact(arrange, agencyId, {
      roles: ["tenant"],
      email: `tenant${number}@example.org`,
    });
    const reference = `KLM${String(number).padStart(4, "0")}`;
    const lease = await makeLease(arrange, unit, contact, { reference });
    await makeInvoice(arrange, lease);
    leases.push({ id: lease.id, reference });
  }
  await arrange.close();
  return leases;
}

async function addMpesa({ sandbox }: House, client: SteadClient): Promise<RailAccount> {
  const keys = { consumerKey: "chaos-key", consumerSecret: "chaos-secret", passkey: "chaos-passkey" };
  await sandbox.play("PUT", `/mpesa/merchants/${shortCode}`, keys);
  const settings = { kind: "paybill", nominatedNumber: "254700000000", ...keys };
  const input = { rail: "mpesa", account: shortCode, label: "Paybill", currency: "KES", settings } as const;
  const { id } = await client.rails.create.mutate(input);
  await mustRegister(client, id);
  return { id, account: shortCode };
}

async function addStripe({ sandbox }: House, client: SteadClient): Promise<RailAccount> {
  await sandbox.play("PUT", `/stripe/accounts/${stripeAccount}`, { keys: [secretKey] });
  const settings = { secretKey, webhookSecrets: signingSecret };
  const input = {
    rail: "stripe",
    account: stripeAccount,
    label: "Cards",
    currency: "KES",
    settings,
  } as const;
  const { id } = await client.rails.create.mutate(input);
  const { url } = await client.rails.callbackAddress.query({ id });
  await sandbox.play("POST", `/stripe/accounts/${stripeAccount}/webhook-endpoints`, {
    url,
    secret: signingSecret,
  });
  await mustRegister(client, id);
  return { id, account: stripeAccount };
}

async function addBank({ sandbox }: House, client: SteadClient): Promise<RailAccount> {
  const noticeKeys = [{ id: "first", secret: noticeSecret }];
  await sandbox.play("PUT", `/bank/accounts/${bankAccount}`, { apiKeys: [apiKey], noticeKeys });
  const settings = { apiKey, noticeKeys: `first:${noticeSecret}` };
  const input = { rail: "jirani", account: bankAccount, label: "Bank", currency: "KES", settings } as const;
  const { id } = await client.rails.create.mutate(input);
  await mustRegister(client, id);
  return { id, account: bankAccount };
}

async function mustRegister(client: SteadClient, id: string): Promise<void> {
  const { isOk, text } = await client.rails.register.mutate({ id });
  if (!isOk) throw new Error(text);
}
