import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aPayment } from "../context/test-money.ts";
import { makeRailAccount } from "../context/test-rails.ts";
import { makeTenant } from "../context/test-tenancy.ts";
import { recordPayment } from "../payments/index.ts";
import {
  getAttempt,
  getHistory,
  getOverview,
  getPortalLink,
  getWaysToPay,
  inviteContact,
  listInvoices,
  listPayments,
  openDocument,
  splitPayment,
  startPayment,
  type PortalContext,
} from "./index.ts";
import { makePortal, openPortalHouse, signIn, somePhone, type PortalHouse } from "./test-portal.ts";

let house: PortalHouse;
beforeAll(async () => {
  house = await openPortalHouse();
});
afterAll(() => house.close());

/** A tenant who is signed in, and a neighbour whose things are not the tenant's. */
type Street = Omit<Awaited<ReturnType<typeof makePortal>>, "ctx"> & {
  ctx: PortalContext;
  invoiceId: string;
  paymentId: string;
  railAccountId: string;
};

async function makeStreet(): Promise<Street> {
  const portal = await makePortal(house);
  const first = await makeInvoice(house.arrange, portal.lease, { dueOn: "2026-06-01" });
  await makeInvoice(house.arrange, portal.lease, { dueOn: "2026-07-01" });
  const { id: paymentId } = await recordPayment({
    ctx: portal.member,
    input: aPayment(portal.lease.id, { amountMinor: 1_000_000 }),
  });
  const railAccountId = await makeRailAccount(house, portal.agency.id);
  const ctx = await signIn(house, portal.door, portal.phone);
  return { ...portal, ctx, invoiceId: first.id, paymentId, railAccountId };
}

let street: Street;
beforeEach(async () => {
  street = await makeStreet();
});

const anAttempt = async ({ agency, lease, railAccountId, property }: Street, row: object = {}) => {
  const id = newId();
  await house.arrange.insert("payment_attempts", {
    agencyId: agency.id,
    id,
    rail: "mpesa",
    railAccountId,
    leaseId: lease.id,
    propertyId: property.id,
    amountMinor: 100_00,
    currency: "KES",
    reference: "REF",
    state: "pending",
    expiresAt: "2026-06-15T09:03:00Z",
    createdAt: "2026-06-15T09:00:00Z",
    ...row,
  });
  return id;
};

describe("a tenant", () => {
  test("sees what is owed, what it is made of, and what is due next", async () => {
    const { ctx, lease, phone } = street;
    const overview = await getOverview({ ctx });
    expect(overview).toMatchObject({
      contact: { phone },
      today: "2026-06-15",
      totals: [{ currency: "KES", balanceMinor: 5_000_000 }],
    });
    const [own] = overview.leases;
    expect(own).toMatchObject({ id: lease.id, balanceMinor: 5_000_000, overdueMinor: 2_000_000 });
    expect(own?.openInvoices.map(({ dueOn, openMinor }) => [dueOn, openMinor])).toEqual([
      ["2026-06-01", 2_000_000],
      ["2026-07-01", 3_000_000],
    ]);
    expect(own?.nextDue).toEqual({ on: "2026-07-01", amountMinor: 3_000_000, isBilled: true });
  });

  test("is told what the lease says is next while nothing is billed", async () => {
    const { door, member, property, tenant } = street;
    const { lease } = await makeTenant(house, property, tenant);
    const ctx = await signIn(house, door, street.phone);
    const own = (await getOverview({ ctx })).leases.find(({ id }) => id === lease.id);
    expect(own?.nextDue).toEqual({ on: "2026-07-01", amountMinor: lease.rentMinor, isBilled: false });
    expect(own?.balanceMinor).toBe(0);
    expect(member.agencyId).toBe(ctx.agencyId);
  });

  test("sees invoices, payments and the account", async () => {
    const { ctx, lease, paymentId } = street;
    const input = { leaseId: lease.id, limit: 25 };
    expect((await listInvoices({ ctx, input })).items.map(({ openMinor }) => openMinor)).toEqual([
      3_000_000, 2_000_000,
    ]);
    expect((await listPayments({ ctx, input })).items.map(({ id }) => id)).toEqual([paymentId]);
    const history = await getHistory({ ctx, input });
    expect(history.items[0]?.balanceMinor).toBe(5_000_000);
    expect(history.items).toHaveLength(3);
  });

  test("opens the PDF of an own invoice, receipt and account", async () => {
    const { ctx, lease, invoiceId, paymentId } = street;
    for (const input of [
      { kind: "invoice", id: invoiceId },
      { kind: "receipt", id: paymentId },
      { kind: "statement", id: lease.id },
    ] as const)
      expect(await openDocument({ ctx, input })).toMatchObject({ kind: input.kind, status: "queued" });
  });

  test("reads how to pay by hand, and how a large amount is split", async () => {
    const { ctx, lease, railAccountId, agency, phone } = street;
    await house.arrange.query(
      `update rail_accounts set settings_hints = '{"kind":"paybill","consumerSecret":"••••cret"}' where id = $1`,
      railAccountId,
    );
    await makeRailAccount(house, agency.id, { rail: "stripe", account: "acct_1234567" });
    const ways = await getWaysToPay({ ctx, input: { leaseId: lease.id } });
    expect(ways.accounts.map(({ way }) => way)).toEqual(["prompt", "link"]);
    expect(ways.phone).toBe(phone);
    expect(ways.byHand).toEqual([
      { name: "M-Pesa", kind: "paybill", number: "600966", reference: expect.stringMatching(/^REF-/) },
    ]);
    expect(JSON.stringify(ways)).not.toContain("cret");
    const split = await splitPayment({
      ctx,
      input: { leaseId: lease.id, railAccountId, amountMinor: 600_000_00 },
    });
    expect(split.partsMinor).toEqual([200_000_00, 200_000_00, 200_000_00]);
  });

  test("follows an own payment, and sees the last hour's", async () => {
    const { ctx, lease } = street;
    const id = await anAttempt(street);
    await anAttempt(street, { createdAt: "2026-06-15T07:59:00Z", state: "expired" });
    expect(await getAttempt({ ctx, input: { id } })).toMatchObject({ id, state: "pending" });
    const ways = await getWaysToPay({ ctx, input: { leaseId: lease.id } });
    expect(ways.attempts.map((attempt) => attempt.id)).toEqual([id]);
  });

  test("is stopped after twenty payments in an hour, and at a phone that is none", async () => {
    const { ctx, lease, railAccountId } = street;
    const input = {
      leaseId: lease.id,
      railAccountId,
      amountMinor: 100_00,
      phone: null,
      idempotencyKey: newId(),
    };
    await expect(startPayment({ ctx, input: { ...input, phone: "12" } })).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "phone", rule: "phone" }] },
    });
    await expect(startPayment({ ctx, input: { ...input, amountMinor: 100_50 } })).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "amountMinor" }] },
    });
    for (let asked = 0; asked < 20; asked++) await anAttempt(street, { state: "failed" });
    await expect(startPayment({ ctx, input })).rejects.toMatchObject({ code: "TOO_MANY" });
  });
});

describe("what is another's", () => {
  const views = {
    invoices: (ctx, { lease }) => listInvoices({ ctx, input: { leaseId: lease.id, limit: 25 } }),
    payments: (ctx, { lease }) => listPayments({ ctx, input: { leaseId: lease.id, limit: 25 } }),
    history: (ctx, { lease }) => getHistory({ ctx, input: { leaseId: lease.id } }),
    "the PDF of an invoice": (ctx, { invoiceId: id }) =>
      openDocument({ ctx, input: { kind: "invoice", id } }),
    "the PDF of a receipt": (ctx, { paymentId: id }) => openDocument({ ctx, input: { kind: "receipt", id } }),
    "the statement": (ctx, { lease: { id } }) => openDocument({ ctx, input: { kind: "statement", id } }),
    "ways to pay": (ctx, { lease }) => getWaysToPay({ ctx, input: { leaseId: lease.id } }),
    "a split": (ctx, { lease, railAccountId }) =>
      splitPayment({ ctx, input: { leaseId: lease.id, railAccountId, amountMinor: 100 } }),
    "a payment": (ctx, { lease, railAccountId }) =>
      startPayment({
        ctx,
        input: {
          leaseId: lease.id,
          railAccountId,
          amountMinor: 100_00,
          phone: null,
          idempotencyKey: newId(),
        },
      }),
    "what became of a payment": async (ctx, theirs) =>
      getAttempt({ ctx, input: { id: await anAttempt(theirs) } }),
  } satisfies Record<string, (ctx: PortalContext, theirs: Street) => Promise<unknown>>;

  test.each(Object.entries(views))(
    "%s: a neighbour in the same house and a stranger see nothing",
    async (_, view) => {
      const neighbour = await makeTenant(house, street.property);
      const phone = somePhone();
      await house.arrange.query("update contacts set phone = $2 where id = $1", neighbour.tenant.id, phone);
      const beside = await signIn(house, street.door, phone);
      await expect(view(beside, street)).rejects.toMatchObject({ code: "NOT_FOUND" });
      const elsewhere = await makeStreet();
      await expect(view(elsewhere.ctx, street)).rejects.toMatchObject({ code: "NOT_FOUND" });
    },
  );

  test("is in nobody's overview", async () => {
    const neighbour = await makeTenant(house, street.property);
    const phone = somePhone();
    await house.arrange.query("update contacts set phone = $2 where id = $1", neighbour.tenant.id, phone);
    const beside = await getOverview({ ctx: await signIn(house, street.door, phone) });
    expect(beside.leases.map(({ id }) => id)).toEqual([neighbour.lease.id]);
    expect(JSON.stringify(beside)).not.toContain(street.tenant.name);
  });
});

describe("the agency", () => {
  test("has a link, and sends it to tenants once for a key", async () => {
    const { member, tenant, phone, agency } = street;
    const { url } = await getPortalLink({ ctx: member });
    expect(url).toBe(`http://127.0.0.1/portal/${agency.slug}`);
    const input = { contactId: tenant.id, idempotencyKey: newId() };
    const [first, again] = [
      await inviteContact({ ctx: member, input }),
      await inviteContact({ ctx: member, input }),
    ];
    expect(again).toEqual(first);
    expect(first.channel).toBe("sms");
    const sent = await house.arrange.query<{ body: string; action: object }>(
      "select body, action from messages where to_address = $1 and kind = 'portal_invitation'",
      phone,
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]?.action).toMatchObject({ url: `/portal/${agency.slug}` });
  });

  test("cannot invite somebody without a lease, or without an address", async () => {
    const { member, property } = street;
    const { tenant } = await makeTenant(house, property);
    const refused = (contactId: string) =>
      inviteContact({ ctx: member, input: { contactId, idempotencyKey: newId() } });
    await expect(refused(tenant.id)).rejects.toMatchObject({ code: "PRECONDITION" });
    await house.arrange.query(
      "update leases set status = 'cancelled' where contact_id = $1",
      street.tenant.id,
    );
    await expect(refused(street.tenant.id)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(refused(newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
