import { randomInt } from "node:crypto";
import { globSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { addProperty, letUnit, rentMinor } from "./arrange.ts";
import { lastMonth, thisMonth, today } from "./days.ts";
import { makeOperator } from "./house-database.ts";
import { expect, test, type Person } from "./journey.ts";
import { enterPortal } from "./portal-entry.ts";

const app = path.join(import.meta.dirname, "../app");
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 800 };

/** Every page of the app by its address; a new one is looked at without being named here. */
const routes = globSync("**/page.tsx", { cwd: app })
  .map((file) => `/${path.dirname(file).replaceAll(/\([a-z]+\)\/?/g, "")}`.replace(/\/\.?$/, "/"))
  .toSorted();
const openRoutes = [
  "/",
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/reset-password",
  "/invitation",
  "/welcome",
  "/paid",
  "/portal",
];

/** One record of every section, as a month of work leaves them. */
async function workAMonth(owner: Person): Promise<Record<string, string>> {
  const { rpc } = owner;
  const property = await addProperty(owner, { name: "Jacaranda Court", unitCount: 2 });
  const unitId = property.unitIds[0] ?? "";
  const tenantPhone = `+2547${randomInt(10_000_000, 100_000_000)}`;
  const startOn = lastMonth.toString();
  const leaseId = await letUnit(owner, { unitId, tenantName: "Amina Yusuf", tenantPhone, startOn });
  const { slug } = await rpc.agency.get.query();
  await enterPortal(owner, { operator: owner, agency: slug, address: tenantPhone });
  const { contactId } = await rpc.leases.get.query({ id: leaseId });
  const draft = await rpc.leases.create.mutate({
    unitId: property.unitIds[1] ?? "",
    contactId,
    startOn: thisMonth.toString(),
    rentMinor,
  });
  const run = await rpc.billing.startRun.mutate({
    periodStart: thisMonth.toString(),
    idempotencyKey: crypto.randomUUID(),
  });
  await expect
    .poll(async () => (await rpc.billing.getRun.query({ id: run.id })).status, { timeout: 30_000 })
    .toBe("done");
  const payment = await rpc.payments.record.mutate({
    leaseId,
    rail: "cash",
    amountMinor: rentMinor,
    currency: "KES",
    receivedOn: today.toString(),
    idempotencyKey: crypto.randomUUID(),
  });
  const collectionId = await askForMoney(owner, leaseId);
  const invoices = await rpc.billing.listInvoices.query({});
  const journals = await rpc.ledger.listJournals.query({});
  const upload = await owner.page.request.post("/api/uploads/imports?kind=properties", {
    multipart: {
      file: {
        name: "one.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("Name,Address,City\nAcacia House,3 Moi Avenue,Nairobi\n"),
      },
    },
  });
  const { id: importId }: { id: string } = await upload.json();
  const broadcast = await rpc.messages.createBroadcast.mutate({
    name: "Water",
    channel: "email",
    subject: "Water in {{property.name}}",
    body: "It is off on Friday.",
    filter: {},
  });
  return {
    portal: slug,
    messages: broadcast.id,
    properties: property.id,
    units: unitId,
    contacts: contactId,
    leases: leaseId,
    "leases/edit": draft.id,
    billing: run.id,
    invoices: invoices.items[0]?.id ?? "",
    payments: payment.id,
    collections: collectionId,
    journals: journals.items[0]?.id ?? "",
    imports: importId,
    ...(await bringStatement(owner)),
    refunds: await payBack(owner, leaseId),
    // A card network's dispute takes days: the page says that there is none.
    disputes: crypto.randomUUID(),
  };
}

/** A refund by bank that waits for the next file. */
async function payBack({ rpc }: Person, leaseId: string): Promise<string> {
  const kept = await rpc.payments.record.mutate({
    leaseId,
    rail: "bank",
    amountMinor: 1_000_00,
    currency: "KES",
    receivedOn: today.toString(),
    allocations: [],
    idempotencyKey: crypto.randomUUID(),
  });
  const refund = await rpc.disbursements.requestRefund.mutate({
    paymentId: kept.id,
    version: kept.version,
    source: kept.creditMinor > 0 ? "credit" : "unallocated",
    amountMinor: 1_000_00,
    reason: "Paid too much",
    destination: {
      way: "bank_file",
      to: { name: "Amina Yusuf", account: "0102030405", bankCode: "01100" },
    },
    idempotencyKey: crypto.randomUUID(),
  });
  return refund.id;
}

/** A small statement of the agency's bank with one line that waits, and the day that does not agree with it. */
async function bringStatement({ page, rpc }: Person): Promise<Record<string, string>> {
  const { id } = await rpc.statements.createBankAccount.mutate({
    label: "Client account",
    number: "0110012345",
    currency: "KES",
  });
  const upload = await page.request.post(`/api/uploads/statements?bankAccountId=${id}`, {
    multipart: {
      file: {
        name: "bank.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(
          `Date,Transaction ID,Description,Amount\n${lastMonth.toString()},FT1,TRANSFER,-100.00\n`,
        ),
      },
    },
  });
  const { id: statementId }: { id: string } = await upload.json();
  await expect
    .poll(async () => (await rpc.statements.get.query({ id: statementId })).state, { timeout: 30_000 })
    .toBe("done");
  const day = await rpc.reconciliation.proveDay.mutate({ accountId: id, day: lastMonth.toString() });
  return { statements: statementId, reconciliation: day.id };
}

/** A prompt on a tenant's phone, which nobody answers. */
async function askForMoney({ rpc }: Person, leaseId: string): Promise<string> {
  const shortCode = String(randomInt(100_000, 1_000_000));
  const account = await rpc.rails.create.mutate({
    rail: "mpesa",
    account: shortCode,
    label: "Paybill",
    currency: "KES",
    settings: { kind: "paybill", consumerKey: shortCode, consumerSecret: shortCode, passkey: shortCode },
  });
  const collection = await rpc.collecting.start.mutate({
    leaseId,
    railAccountId: account.id,
    amountMinor: 1_000_00,
    phone: "+254708374149",
    idempotencyKey: crypto.randomUUID(),
  });
  return collection.id;
}

/** The address of a route with a record in it: `/leases/record/edit` is that of a draft. */
function addressOf(route: string, ids: Readonly<Record<string, string>>): string {
  const match = /^\/([a-z]+)\/record(\/[a-z]+)?$/.exec(route);
  if (!match) return route;
  const [, section = "", rest = ""] = match;
  return `/${section}/${ids[section + rest] ?? ids[section] ?? "missing"}${rest}`;
}

async function expectWhole(page: Page, where: string): Promise<void> {
  await expect(page.getByRole("heading").first(), where).toBeVisible();
  await expect(page.locator(".skeleton"), `${where} is still loading`).toHaveCount(0);
}

/** Nothing may be wider than the window, and dark must be dark. */
async function expectGoodOnPhoneInTheDark(page: Page, where: string): Promise<void> {
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: "dark" });
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overflow, `${where} scrolls sideways at ${phone.width} px`).toBeLessThanOrEqual(0);
  const lightness = await page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    if (!canvas) return 255;
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
  });
  expect(lightness, `${where} is bright in the dark`).toBeLessThan(80);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(desk);
}

test("pages for everybody keep the policy and fit a phone", async ({ visitor: { page } }) => {
  for (const route of openRoutes.filter((open) => open !== "/welcome")) {
    await page.goto(route);
    await expectWhole(page, route);
    await expectGoodOnPhoneInTheDark(page, route);
  }
  await page.goto("/no-such-page");
  await expect(page.getByRole("heading", { name: "This page is not here" })).toBeVisible();
});

test("pages of an agency keep the policy and fit a phone", async ({ owner }) => {
  test.setTimeout(300_000);
  const { page } = owner;
  await makeOperator(page, owner.email);
  const ids = await workAMonth(owner);
  for (const route of routes.filter((each) => !openRoutes.includes(each))) {
    const address = addressOf(route, ids);
    await test.step(route, async () => {
      await page.goto(address);
      await expectWhole(page, route);
      await expect(page.getByRole("main")).toBeVisible();
      await expect(page.getByRole("button", { name: "Try again" }), `${route} failed`).toHaveCount(0);
      await expectGoodOnPhoneInTheDark(page, route);
    });
  }
});
