import { railIds } from "@stead/contracts/rails";
import { openDb } from "@stead/db/client";
import { openSystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { openRails } from "@stead/providers/rails/open-rails";
import { startCollection } from "@stead/services/collecting";
import type { RailContext } from "@stead/services/context";
import {
  makeRails,
  createRailAccount,
  getCallbackAddress,
  registerRailAccount,
  testRailAccount,
} from "@stead/services/rails";
import type { DatabaseAccess } from "../database.ts";
import { demoContext, StoryClock } from "./demo-context.ts";
import type { DemoAgency } from "./directory.ts";
import { PaymentSandbox } from "./payment-sandbox.ts";

export type PlayOptions = {
  database: Pick<DatabaseAccess, "appUrl" | "systemUrl">;
  dataSecret: string;
  sandboxUrl: string;
  publicUrl: string;
};

const shortCode = "600100";
const bankAccount = "0110012345678";
const openOnes = {
  name: "",
  text: `select l.id as "leaseId", l.reference, sum(b.open_minor)::bigint as "openMinor", max(c.phone) as phone, max(c.name) as name
    from invoice_balances b
    join leases l on l.agency_id = b.agency_id and l.id = b.lease_id
    join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
    where b.agency_id = $1 and b.status in ('open', 'part_paid') and b.due_on <= current_date and l.status = 'active' and c.phone is not null
    group by l.id, l.reference having sum(b.open_minor) between 100000 and 20000000
    order by l.id limit $2 offset $3`,
};
type OpenLease = { leaseId: string; reference: string; openMinor: number; phone: string; name: string };

const wholeUnit = 100;
/** Tenants who pay by their phones, and after them those who pay by their bank. */
const phonePayers = 28;
const bankPayers = 6;

/**
 * Has tenants of a new demonstration pay by the sandbox's phones, cards and bank, over the real wires: the callbacks come in,
 * are booked by the worker, and what names no lease waits at the receipt desk. Returns how many paid or were asked.
 */
export async function playPayments(options: PlayOptions): Promise<number> {
  const { database, dataSecret, sandboxUrl, publicUrl } = options;
  const system = openSystemDb({ connectionString: database.systemUrl, min: 0, max: 2 });
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 4 });
  const opened = openRails({
    baseUrls: Object.fromEntries(railIds.map((rail) => [rail, sandboxUrl])),
    allowedAddresses: ["127.0.0.1"],
  });
  const rails = makeRails(opened, { dataSecret, publicUrl });
  const play = new PaymentSandbox(sandboxUrl);
  try {
    const agencies = await system.prisma.agency.findMany({ orderBy: { createdAt: "asc" } });
    const counts: number[] = [];
    for (const agency of agencies) {
      const told: DemoAgency = { ...agency, region: agency.country === "KE" ? "nairobi" : "chicago" };
      const clock = new StoryClock(agency.timeZone, Date.now());
      const ctx: RailContext = { ...demoContext(db, told, null, clock), rails };
      if (agency.country === "KE") counts.push(await playPhones(ctx, play), await playBank(ctx, play));
      else counts.push(await playCards(ctx, play));
    }
    return counts.reduce((total, count) => total + count, 0);
  } finally {
    await Promise.all([opened.close(), db.close(), system.close()]);
  }
}

/** What people write for a reference, the later ones so that nobody knows whose it is. */
function written(reference: string, at: number): string {
  const plain = reference.replaceAll(/[^A-Za-z0-9]/g, "");
  return (
    [reference, plain.toLowerCase(), `${plain.slice(0, -1)}X`, "RENT", `HOUSE ${at}`][at % 5] ?? reference
  );
}

/** What a person does with a new account before tenants pay by it. */
async function tryOut(ctx: RailContext, id: string): Promise<void> {
  await registerRailAccount({ ctx, input: { id } });
  await testRailAccount({ ctx, input: { id } });
}

async function playPhones(ctx: RailContext, play: PaymentSandbox): Promise<number> {
  const certificate = await play.text("/sandbox/mpesa/certificate");
  const settings = {
    kind: "paybill",
    consumerKey: "demonstration-key",
    consumerSecret: "demonstration-secret",
    passkey: "demonstration-passkey",
    initiatorName: "stead",
    initiatorPassword: "demonstration-initiator",
    certificate,
  };
  const account = await createRailAccount({
    ctx,
    input: {
      rail: "mpesa",
      account: shortCode,
      label: `Paybill ${shortCode}`,
      currency: ctx.agency.currency,
      settings,
      refusesUnknown: false,
    },
  });
  await tryOut(ctx, account.id);
  const leases = await ctx.db.sql<OpenLease>(openOnes, ctx.agencyId, phonePayers, 0);
  const [asked, paying] = [leases.slice(0, 3), leases.slice(3)];
  for (const [at, { reference, openMinor, phone }] of paying.entries()) {
    await play.post("/sandbox/mpesa/payments", {
      shortCode,
      msisdn: phone.replaceAll(/\D/g, ""),
      amount: Math.ceil(openMinor / wholeUnit),
      reference: written(reference, at),
    });
  }
  const answers = ["pay", "cancel", "wrong-pin"];
  for (const { leaseId, openMinor } of asked) {
    await startCollection({
      ctx,
      input: {
        leaseId,
        railAccountId: account.id,
        amountMinor: Math.ceil(openMinor / wholeUnit) * wholeUnit,
        phone: null,
        idempotencyKey: newId(),
      },
    });
  }
  type Prompts = { items: { checkoutRequestId: string }[] };
  const { items } = await play.get<Prompts>("/sandbox/mpesa/prompts?state=pending");
  for (const [at, { checkoutRequestId }] of items.entries())
    await play.post(`/sandbox/mpesa/prompts/${checkoutRequestId}/act`, { act: answers[at % answers.length] });
  return leases.length;
}

/** Transfers that payers typed themselves, one with a reference that nobody knows, and one that was asked for by a link. */
async function playBank(ctx: RailContext, play: PaymentSandbox): Promise<number> {
  const [apiKey, secret] = ["demonstration-bank-key", "demonstration-bank-notices"];
  const { currency, name } = ctx.agency;
  await play.put(`/sandbox/bank/accounts/${bankAccount}`, {
    name,
    currency,
    apiKeys: [apiKey],
    noticeKeys: [{ id: "first", secret }],
  });
  const account = await createRailAccount({
    ctx,
    input: {
      rail: "jirani",
      account: bankAccount,
      label: "Jirani Bank",
      currency,
      settings: { apiKey, noticeKeys: `first:${secret}` },
      refusesUnknown: false,
    },
  });
  await tryOut(ctx, account.id);
  const [asked, ...paying] = await ctx.db.sql<OpenLease>(openOnes, ctx.agencyId, bankPayers, phonePayers);
  if (asked === undefined) return 0;
  for (const [at, { reference, openMinor, name: payer }] of paying.entries())
    await play.post("/sandbox/bank/credits", {
      account: bankAccount,
      amountMinor: openMinor,
      reference: at === paying.length - 1 ? "HOUSE RENT" : reference,
      payer: { name: payer, account: `JB-000000${1_000 + at}` },
    });
  const { leaseId, openMinor: amountMinor } = asked;
  await startCollection({
    ctx,
    input: { leaseId, railAccountId: account.id, amountMinor, phone: null, idempotencyKey: newId() },
  });
  const { items } = await play.get<{ items: { id: string }[] }>("/sandbox/bank/requests?status=open");
  for (const { id } of items) await play.post(`/sandbox/bank/requests/${id}/act`, { act: "pay" });
  return paying.length + 1;
}

async function playCards(ctx: RailContext, play: PaymentSandbox): Promise<number> {
  const secretKey = "sk_test_demonstration";
  const secret = "whsec_demonstration";
  const { id: accountId } = await play.get<{ id: string }>("/v1/account", secretKey);
  const account = await createRailAccount({
    ctx,
    input: {
      rail: "stripe",
      account: accountId,
      label: "Cards",
      currency: ctx.agency.currency,
      settings: { secretKey, webhookSecrets: secret },
      refusesUnknown: false,
    },
  });
  const { url } = await getCallbackAddress({ ctx, input: { id: account.id } });
  await play.post(`/sandbox/stripe/accounts/${accountId}/webhook-endpoints`, { url, secret });
  await tryOut(ctx, account.id);
  const leases = await ctx.db.sql<OpenLease>(openOnes, ctx.agencyId, 6, 0);
  for (const { leaseId, openMinor } of leases) {
    await startCollection({
      ctx,
      input: {
        leaseId,
        railAccountId: account.id,
        amountMinor: openMinor,
        phone: null,
        idempotencyKey: newId(),
      },
    });
  }
  const { items } = await play.get<{ items: { id: string }[] }>("/sandbox/stripe/sessions?status=open");
  // One is left for whoever wants to play the card.
  for (const { id } of items.slice(1)) await play.post(`/sandbox/stripe/sessions/${id}/act`, { act: "pay" });
  return leases.length;
}
