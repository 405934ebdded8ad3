import { addDays } from "@stead/kernel/dates";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listArrears } from "../arrears/index.ts";
import { creditInvoice, recoverWriteOff, writeOffInvoice } from "../billing/index.ts";
import { inTransaction } from "../context/index.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { makeTenancy, makeTenant, type Tenancy } from "../context/test-tenancy.ts";
import { foldFigures } from "../dashboard/index.ts";
import { assignReceipt, unassignReceipt } from "../desk/index.ts";
import { refundDeposit, transferDeposit, withholdDeposit } from "../deposits/index.ts";
import { getTrialBalance, postLeaseOpening, runProof } from "../ledger/index.ts";
import {
  allocatePayment,
  applyCredit,
  bookMoney,
  getPayment,
  recordPayment,
  refundPayment,
  reverseAllocation,
  reversePayment,
  takePaymentBack,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

type World = Tenancy & { leaseIds: readonly string[] };

/** One act: what it tries, of the rows that exist when its turn comes. A refusal is fine, a crash is not. */
type Act = { name: string; pick: number; other: number; amountMinor: number; days: number; isOdd: boolean };

const names =
  `invoice, invoice, deposit invoice, record, record, record, record unknown, allocate, allocate, choose, take back,
  choose, choose, bounce, mistake, refund, credit note, write off, recover, apply credit, withhold, withhold, refund deposit, transfer deposit, transfer deposit,
  opening, fold, day, told, told, told, give, give, split, take from lease, charge back`.split(/,\s+/);

const acts = fc.array(
  fc.record<Act>({
    name: fc.constantFrom(...names),
    pick: fc.nat(99),
    other: fc.nat(99),
    amountMinor: fc.integer({ min: 1, max: 4_000_000 }),
    days: fc.integer({ min: 0, max: 20 }),
    isOdd: fc.boolean(),
  }),
  { minLength: 20, maxLength: 50 },
);

const key = () => ({ idempotencyKey: newId() });

async function choose(world: World, text: string, pick: number): Promise<string> {
  const rows = await house.arrange.query<{ id: string }>(text, world.agency.id);
  return rows[pick % Math.max(rows.length, 1)]?.id ?? newId();
}
const aPaymentId = (world: World, pick: number) =>
  choose(world, "select id from payments where agency_id = $1 order by number desc limit 8", pick);
const anInvoiceId = (world: World, pick: number) =>
  choose(world, "select id from invoices where agency_id = $1 order by number desc limit 8", pick);

function record(world: World, { pick, amountMinor, days, isOdd }: Act, leaseId: string | null) {
  const { ctx } = world;
  const receivedOn = addDays("2026-06-15", Math.min(0, days - 10));
  const rail = pick % 3 === 0 ? "cash" : "bank";
  const open = {
    payerContactId: null,
    externalId: null,
    note: null,
    allocations: null,
    reference: String(pick % 9),
  };
  return recordPayment({
    ctx,
    input: {
      leaseId,
      rail,
      amountMinor,
      currency: "KES",
      receivedOn,
      isSurplusCredit: isOdd,
      ...open,
      ...key(),
    },
  });
}

/** Mostly what the lease holds and could use, else any amount. */
async function ofHeld(leaseId: string, { amountMinor, isOdd, name }: Act): Promise<number> {
  const [row] = await house.arrange.query<{ held: number; open: number }>(
    `select (select coalesce(sum(amount_minor), 0) from deposit_movements where lease_id = $1 and kind not in ('invoiced', 'uninvoiced')) as held,
      (select coalesce(sum(open_minor), 0) from invoice_balances where lease_id = $1 and kind <> 'deposit') as open`,
    leaseId,
  );
  if (!isOdd || !row) return amountMinor;
  return Math.max(1, Math.min(amountMinor, row.held, name === "withhold" ? row.open : row.held));
}

async function perform(world: World, act: Act): Promise<unknown> {
  const { ctx } = world;
  const { pick, other, amountMinor, isOdd } = act;
  const leaseId = world.leaseIds[other % world.leaseIds.length] ?? "";
  const payment = async () => getPayment({ ctx, input: { id: await aPaymentId(world, pick) } });
  const reason = "because";
  switch (act.name) {
    case "invoice":
    case "deposit invoice": {
      const [lease] = await house.arrange.query<Parameters<typeof makeInvoice>[1]>(
        `select agency_id as "agencyId", id, property_id as "propertyId", unit_id as "unitId", contact_id as "contactId", currency,
          rent_minor as "rentMinor" from leases where id = $1`,
        leaseId,
      );
      if (!lease) throw new Error("no lease");
      const kind = act.name === "invoice" ? (isOdd ? "regular" : "fee") : "deposit";
      const charges =
        kind === "regular"
          ? [
              { kind: "rent", netMinor: amountMinor, taxMinor: pick },
              { kind: "utility", netMinor: other + 1 },
            ]
          : [{ kind, netMinor: amountMinor }];
      return makeInvoice(house.arrange, lease, {
        kind,
        charges,
        issuedOn: "2026-06-01",
        dueOn: addDays("2026-06-01", act.days * 2),
      });
    }
    case "record":
      return record(world, act, leaseId);
    case "record unknown":
      return record(world, act, null);
    case "allocate": {
      const { id, version } = await payment();
      const source = isOdd ? "unallocated" : "credit";
      return allocatePayment({
        ctx,
        input: {
          paymentId: id,
          version,
          leaseId: isOdd ? leaseId : null,
          source,
          allocations: null,
          isSurplusCredit: other % 2 === 0,
          ...key(),
        },
      });
    }
    case "choose": {
      const { id, version, creditMinor, unallocatedMinor, leaseId: ownLeaseId } = await payment();
      const [invoice] = await house.arrange.query<{ id: string; openMinor: number }>(
        `select invoice_id as id, open_minor as "openMinor" from invoice_balances where agency_id = $1 and lease_id = $2 and open_minor > 0
          order by due_on desc, invoice_id limit 1`,
        world.agency.id,
        ownLeaseId ?? leaseId,
      );
      const mostMinor = Math.min(invoice?.openMinor ?? amountMinor, Math.max(creditMinor, unallocatedMinor));
      const allocations = [
        {
          invoiceId: invoice?.id ?? newId(),
          amountMinor: Math.max(1, isOdd ? mostMinor : Math.min(amountMinor, mostMinor)),
        },
      ];
      const source = creditMinor > unallocatedMinor ? "credit" : "unallocated";
      return allocatePayment({
        ctx,
        input: { paymentId: id, version, leaseId, source, allocations, isSurplusCredit: false, ...key() },
      });
    }
    case "take back": {
      const allocationId = await choose(
        world,
        "select id from allocations where agency_id = $1 order by created_at desc, id limit 8",
        pick,
      );
      return reverseAllocation({ ctx, input: { allocationId, reason, ...key() } });
    }
    case "bounce":
    case "mistake": {
      const { id, version } = await payment();
      const kind = act.name === "bounce" ? "bounced" : "mistake";
      return reversePayment({ ctx, input: { paymentId: id, version, kind, reason, ...key() } });
    }
    case "refund": {
      const { id, version, creditMinor, unallocatedMinor } = await payment();
      const source = creditMinor > 0 ? "credit" : "unallocated";
      const most = Math.max(creditMinor, unallocatedMinor, 1);
      return refundPayment({
        ctx,
        input: {
          paymentId: id,
          version,
          source,
          amountMinor: isOdd ? most : Math.min(most, amountMinor),
          rail: "bank",
          reason,
          ...key(),
        },
      });
    }
    case "credit note":
      return creditInvoice({
        ctx,
        input: {
          invoiceId: await anInvoiceId(world, pick),
          amountMinor: Math.ceil(amountMinor / 4),
          reason,
          ...key(),
        },
      });
    case "write off":
      return writeOffInvoice({
        ctx,
        input: {
          invoiceId: await anInvoiceId(world, pick),
          ...(isOdd ? { amountMinor } : {}),
          reason,
          ...key(),
        },
      });
    case "recover":
      return recoverWriteOff({
        ctx,
        input: {
          writeOffId: await choose(
            world,
            "select id from write_offs where agency_id = $1 order by created_at",
            pick,
          ),
          reason,
          ...key(),
        },
      });
    case "apply credit":
      return applyCredit({ ctx, input: { leaseId } });
    case "withhold":
      return withholdDeposit({
        ctx,
        input: { leaseId, amountMinor: await ofHeld(leaseId, act), reason, ...key() },
      });
    case "refund deposit": {
      const rail = other % 2 === 0 ? "cash" : "bank";
      return refundDeposit({
        ctx,
        input: { leaseId, amountMinor: await ofHeld(leaseId, act), rail, reason, ...key() },
      });
    }
    case "transfer deposit": {
      const toLeaseId = world.leaseIds[(other + 1) % world.leaseIds.length] ?? "";
      const part = Math.ceil((await ofHeld(leaseId, act)) / 2);
      return transferDeposit({
        ctx,
        input: { fromLeaseId: leaseId, toLeaseId, amountMinor: part, reason, ...key() },
      });
    }
    case "opening":
      return postLeaseOpening({
        ctx,
        input: {
          leaseId,
          occurredOn: "2026-06-01",
          balanceMinor: isOdd ? amountMinor : -amountMinor,
          depositHeldMinor: pick * 20_000,
          ...key(),
        },
      });
    case "told": {
      const n = pick % 6;
      const money = { rail: "mpesa", account: "600100", accountCode: "1010", currency: "KES" } as const;
      const told = { externalId: `T${n}`, amountMinor: (n + 1) * 900_000, receivedOn: "2026-06-12" };
      return inTransaction(ctx, (tx) =>
        bookMoney(tx, ctx, {
          ...money,
          ...told,
          reference: null,
          payer: null,
          leaseId: isOdd ? leaseId : null,
        }),
      );
    }
    case "give":
    case "split": {
      const waiting = await choose(
        world,
        "select payment_id as id from payment_balances where agency_id = $1 and lease_id is null and status = 'unallocated' order by 1",
        pick,
      );
      const { id, version, amountMinor: wholeMinor } = await getPayment({ ctx, input: { id: waiting } });
      const firstMinor = act.name === "give" ? wholeMinor : Math.ceil(wholeMinor / 3);
      const otherId = world.leaseIds[(other + 1) % world.leaseIds.length] ?? "";
      const shares = [
        { leaseId, amountMinor: firstMinor },
        { leaseId: otherId, amountMinor: wholeMinor - firstMinor },
      ].filter((share) => share.amountMinor > 0);
      return assignReceipt({ ctx, input: { paymentId: id, version, shares, learns: [], ...key() } });
    }
    case "take from lease": {
      const { id, version } = await payment();
      return unassignReceipt({ ctx, input: { paymentId: id, version, reason, ...key() } });
    }
    case "charge back": {
      const { id: paymentId, version } = await payment();
      return inTransaction(ctx, (tx) =>
        takePaymentBack(tx, ctx, { paymentId, version, kind: "chargeback", reason }),
      );
    }
    case "fold":
      return foldFigures({ ctx });
    default:
      return ctx.clock.advance({ days: act.days });
  }
}

/** What an act came to: done, or the code of its refusal. Anything else is a fault. */
async function tryAct(world: World, act: Act): Promise<string> {
  try {
    await perform(world, act);
    return "done";
  } catch (error) {
    if (isAppError(error) && ["PRECONDITION", "INVALID", "NOT_FOUND", "CONFLICT"].includes(error.code))
      return error.code;
    throw error;
  }
}

async function newWorld(): Promise<World> {
  const tenancy = await makeTenancy(house);
  const { lease: second } = await makeTenant(house, tenancy.property, tenancy.tenant);
  const { lease: other } = await makeTenant(house, tenancy.property);
  return { ...tenancy, leaseIds: [tenancy.lease.id, second.id, other.id] };
}

const overpaid = `select 'invoice ' || invoice_id as fault from invoice_balances where agency_id = $1 and paid_minor > total_minor
  union all
  select 'allocations of ' || a.invoice_id from allocations a join invoices i on i.agency_id = a.agency_id and i.id = a.invoice_id
  where a.agency_id = $1 group by a.invoice_id, i.total_minor having sum(a.amount_minor) > i.total_minor or sum(a.amount_minor) < 0
  union all
  select 'day ' || a.allocated_on from allocations a join invoices i on i.agency_id = a.agency_id and i.id = a.invoice_id
  where a.agency_id = $1 and a.allocated_on < i.issued_on`;

/** On any day, what the list of arrears shows is what the books had on it. */
async function expectTies({ ctx }: World): Promise<void> {
  for (const asOf of ["2026-05-31", "2026-06-05", "2026-06-11", "2026-06-15"]) {
    const [{ totals }, { currencies }] = await Promise.all([
      listArrears({ ctx, input: { asOf, sort: "overdue", limit: 50 } }),
      getTrialBalance({ ctx, input: { asOf } }),
    ]);
    const balances = new Map(currencies[0]?.rows.map((row) => [row.code, row.balanceMinor]));
    const { totalMinor = 0, creditMinor = 0 } = totals[0] ?? {};
    expect([asOf, totalMinor, creditMinor]).toEqual([
      asOf,
      balances.get("1100") ?? 0,
      -(balances.get("2010") ?? 0) || 0,
    ]);
  }
}

/** For a machine on which much else runs. */
const mostMs = 600_000;

test(
  "the books are sound after any sequence of events",
  async () => {
    const outcomes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(acts, async (sequence) => {
        const world = await newWorld();
        for (const act of sequence) {
          const outcome = await tryAct(world, act);
          const label = `${act.name}: ${outcome === "done" ? "done" : "refused"}`;
          outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
        }
        const proof = await runProof({ ctx: world.ctx });
        expect(proof.checks.filter((check) => !check.isSound)).toEqual([]);
        expect(await house.arrange.query(overpaid, world.agency.id)).toEqual([]);
        await expectTies(world);
        const balance = await getTrialBalance({ ctx: world.ctx, input: {} });
        for (const { debitMinor, creditMinor } of balance.currencies) expect(debitMinor).toBe(creditMinor);
      }),
      { numRuns: 40, seed: 20_261_122, endOnFailure: true },
    );
    // The sequences are worth something: every kind of act was done at least once.
    const done = names.filter((name) => outcomes.has(`${name}: done`));
    expect(new Set(names).difference(new Set(done))).toEqual(new Set());
  },
  mostMs,
);
