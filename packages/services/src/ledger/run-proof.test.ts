import { newId } from "@stead/kernel/ids";
import { createSealer } from "@stead/kernel/seal";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { creditInvoice, writeOffInvoice } from "../billing/index.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { aPayment } from "../context/test-money.ts";
import { makeTenancy, type Tenancy } from "../context/test-tenancy.ts";
import { refundDeposit } from "../deposits/index.ts";
import { cancelDisbursement, requestRefund } from "../disbursements/index.ts";
import {
  getPayment,
  recordPayment,
  refundPayment,
  reverseAllocation,
  reversePayment,
} from "../payments/index.ts";
import { getLatestProof, proofChecks, runProof } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const key = () => ({ idempotencyKey: newId() });

/** Books in which every kind of row occurs. */
async function fullBooks(): Promise<Tenancy> {
  const tenancy = await makeTenancy(house);
  const { ctx, lease } = tenancy;
  const deposit = [{ kind: "deposit", netMinor: 2_000 }];
  await makeInvoice(house.arrange, lease, { kind: "deposit", charges: deposit });
  const paid = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 1_500 }) });
  const invoice = await makeInvoice(house.arrange, lease, {
    charges: [{ kind: "rent", netMinor: 9_000, taxMinor: 1_000 }],
  });
  const fee = await makeInvoice(house.arrange, lease, {
    kind: "fee",
    charges: [{ kind: "fee", netMinor: 4_000 }],
  });
  const allocations = [{ invoiceId: invoice.id, amountMinor: 6_000 }];
  const payment = await recordPayment({
    ctx,
    input: aPayment(lease.id, { amountMinor: 8_000, allocations }),
  });
  await refundPayment({
    ctx,
    input: {
      paymentId: payment.id,
      version: 1,
      source: "credit",
      amountMinor: 500,
      rail: "bank",
      reason: "asked",
      ...key(),
    },
  });
  await payOut(ctx, payment.id);
  const wrong = await recordPayment({
    ctx,
    input: aPayment(lease.id, { amountMinor: 700, allocations: [{ invoiceId: fee.id, amountMinor: 700 }] }),
  });
  await reverseAllocation({
    ctx,
    input: { allocationId: wrong.allocations[0]?.id ?? "", reason: "wrong", ...key() },
  });
  const bounced = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 300 }) });
  await reversePayment({
    ctx,
    input: { paymentId: bounced.id, version: 1, kind: "bounced", reason: "no funds", ...key() },
  });
  await creditInvoice({
    ctx,
    input: { invoiceId: invoice.id, amountMinor: 1_000, reason: "leak", ...key() },
  });
  await writeOffInvoice({ ctx, input: { invoiceId: fee.id, amountMinor: 200, reason: "gone", ...key() } });
  await refundDeposit({
    ctx,
    input: { leaseId: lease.id, amountMinor: 400, rail: "bank", reason: "early", ...key() },
  });
  expect(paid.allocatedMinor).toBe(1_500);
  return tenancy;
}

/** One refund on its way by bank, and one that was called off after it was booked. */
async function payOut(ctx: TestContext, paymentId: string): Promise<void> {
  const nobody = () => {
    throw new Error("no provider is asked");
  };
  const sealer = createSealer("a secret of tests, long enough");
  const rails = { open: nobody, sealer, callbackBase: "", publicUrl: "" };
  const to = { name: "Somebody", account: "0102030405", bic: null, bankCode: "01100" };
  const ask = async (amountMinor: number) => {
    const { version } = await getPayment({ ctx, input: { id: paymentId } });
    const destination = { way: "bank_file", to } as const;
    const input = {
      paymentId,
      version,
      source: "credit",
      amountMinor,
      reason: "asked",
      destination,
      ...key(),
    } as const;
    return requestRefund({ ctx: { ...ctx, rails }, input });
  };
  await ask(400);
  const { id, version } = await ask(300);
  await cancelDisbursement({ ctx, input: { id, version, reason: null } });
}

/** Changes rows as nobody may: without triggers and policies. */
async function plant(text: string, agencyId: string): Promise<void> {
  await house.arrange.query("set session_replication_role = replica");
  try {
    const changed = await house.arrange.query(`${text} returning 1`, agencyId);
    expect(changed.length).toBeGreaterThan(0);
  } finally {
    await house.arrange.query("set session_replication_role = origin");
  }
}

const one = (table: string, filter = "true") =>
  `(select ctid from ${table} where agency_id = $1 and ${filter} limit 1)`;
const change = (table: string, set: string, filter?: string) =>
  `update ${table} set ${set} where ctid = ${one(table, filter)}`;
const drop = (table: string, filter?: string) => `delete from ${table} where ctid = ${one(table, filter)}`;
const line = (code: string) =>
  change("journal_lines", "amount_minor = amount_minor + 1", `account_code = '${code}'`);

/** A fault, and the checks that must name it. Other checks may name it as well. */
const faults: [string, string, string[]][] = [
  ["a line that was changed", line("4000"), ["journals_balance", "totals_are_their_lines"]],
  [
    "a total that was changed",
    change("ledger_totals", "debit_minor = debit_minor + 1"),
    ["totals_are_their_lines"],
  ],
  ["a total that was lost", drop("ledger_totals"), ["totals_are_their_lines"]],
  ["a receivable without its invoice", line("1100"), ["receivable_is_open_invoices"]],
  [
    "an invoice opened by hand",
    change(
      "invoice_balances",
      "open_minor = open_minor + 1, paid_minor = paid_minor - 1",
      "kind <> 'deposit' and paid_minor > 0",
    ),
    ["receivable_is_open_invoices", "invoices_are_their_settlements"],
  ],
  ["a deposit receivable", line("1110"), ["deposit_receivable_is_open_invoices"]],
  ["a deposit asked for", line("2005"), ["deposits_invoiced_are_unpaid"]],
  ["a deposit held", line("2000"), ["deposits_held_are_their_movements", "deposit_bank_is_what_is_held"]],
  [
    "a deposit movement",
    change("deposit_movements", "amount_minor = amount_minor + 1", "kind = 'received'"),
    ["deposits_held_are_their_movements", "figures_are_recounted"],
  ],
  ["the deposit bank", line("1005"), ["deposit_bank_is_what_is_held"]],
  ["unallocated money", line("2020"), ["unallocated_is_of_payments"]],
  [
    "money that moved to another lease",
    change("journal_lines", "lease_id = gen_random_uuid()", "account_code = '2010'"),
    ["credit_is_of_payments"],
  ],
  [
    "a part of a payment",
    change(
      "payment_balances",
      "unallocated_minor = unallocated_minor + 1, allocated_minor = allocated_minor - 1",
      "allocated_minor > 0",
    ),
    ["payments_are_their_parts", "unallocated_is_of_payments"],
  ],
  [
    "credit made of nothing",
    change(
      "payment_balances",
      "credit_minor = credit_minor + 5, allocated_minor = allocated_minor - 5",
      "allocated_minor > 5",
    ),
    ["credit_is_of_payments"],
  ],
  ["a payment without its balance", drop("payment_balances"), ["payments_are_their_parts"]],
  [
    "a refund that is lost",
    drop("refunds", "payment_id is not null"),
    ["payments_are_their_parts", "refund_numbers_have_no_gap"],
  ],
  [
    "a refund on its way that nobody booked",
    change("disbursements", "state = 'failed'", "state = 'approved'"),
    ["what_is_sent_out_is_booked"],
  ],
  [
    "money that is said to have come back, without its row",
    drop("refund_failures"),
    ["what_is_sent_out_is_booked", "payments_are_their_parts"],
  ],
  [
    "a reversal that is lost",
    drop("payment_reversals"),
    ["payments_are_their_parts", "figures_are_recounted"],
  ],
  [
    "an allocation that is lost",
    drop("allocations", "reverses_id is null"),
    ["payments_are_their_parts", "invoices_are_their_settlements"],
  ],
  [
    "a reversal of another amount",
    change("allocations", "amount_minor = amount_minor + 1", "reverses_id is not null"),
    ["reversals_mirror_what_they_reverse"],
  ],
  [
    "a credit note of another amount",
    change("credit_notes", "amount_minor = amount_minor + 1"),
    ["invoices_are_their_settlements"],
  ],
  ["a write-off that is lost", drop("write_offs"), ["invoices_are_their_settlements"]],
  [
    "a settled invoice that says it is open",
    change("invoice_balances", "status = 'paid'", "open_minor > 0"),
    ["invoices_are_their_settlements"],
  ],
  ["an invoice without its balance", drop("invoice_balances"), ["invoices_are_their_settlements"]],
  [
    "a charge of another amount",
    change("charges", "net_minor = net_minor + 1"),
    ["invoices_are_their_charges"],
  ],
  [
    "a tax of another amount",
    change("charges", "tax_minor = tax_minor + 1, net_minor = net_minor - 1", "tax_minor > 0"),
    ["invoices_are_their_charges"],
  ],
  [
    "an owner's entry of another amount",
    change("owner_entries", "amount_minor = amount_minor + 1"),
    ["owners_have_what_was_allocated"],
  ],
  ["an owner's entry that is lost", drop("owner_entries"), ["owners_have_what_was_allocated"]],
  ["a journal that is gone", drop("journals"), ["every_effect_has_its_journal"]],
  [
    "an invoice number left out",
    change("number_counters", "next = next + 1", "kind = 'invoice'"),
    ["invoice_numbers_have_no_gap"],
  ],
  [
    "an invoice number used for another",
    change("invoices", "number = number + 100"),
    ["invoice_numbers_have_no_gap"],
  ],
  [
    "a receipt number left out",
    change("number_counters", "next = next + 1", "kind = 'receipt'"),
    ["receipt_numbers_have_no_gap"],
  ],
  [
    "a credit note number left out",
    change("credit_notes", "number = 7"),
    ["credit_note_numbers_have_no_gap"],
  ],
  [
    "a figure that was changed",
    change("stat_deltas", "amount_minor = amount_minor + 1"),
    ["figures_are_recounted"],
  ],
  ["a count that was changed", change("stat_deltas", "count = count + 1"), ["figures_are_recounted"]],
];

describe("the proof", () => {
  test("of sound books is sound, names every check, and is kept", async () => {
    const { ctx } = await fullBooks();
    expect(await getLatestProof({ ctx })).toBeNull();
    const proof = await runProof({ ctx });
    expect(proof.checks.filter((check) => !check.isSound)).toEqual([]);
    expect(proof).toMatchObject({ isSound: true, provedOn: "2026-06-15" });
    expect(new Set(proof.checks.map(({ name }) => name))).toEqual(
      new Set(proofChecks.map(({ name }) => name)),
    );
    const amounts = proof.checks
      .filter((check) => check.currency === "KES" && check.leftMinor === 0)
      .map(({ name }) => name);
    expect(amounts).toEqual([]);
    expect(await getLatestProof({ ctx })).toEqual(proof);
  });

  test.each(faults)("finds %s", async (_, text, names) => {
    const { ctx, agency } = await fullBooks();
    await plant(text, agency.id);
    const { isSound, checks } = await runProof({ ctx });
    expect(isSound).toBe(false);
    const broken = checks.filter((check) => !check.isSound);
    expect(broken.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    for (const check of broken)
      expect(check.samples.length > 0 || check.leftMinor !== check.rightMinor).toBe(true);
  });

  test("those who keep the books are told of a fault once, until there is another", async () => {
    const { ctx, agency } = await fullBooks();
    const bookkeeper = await makeColleague(house, agency, { role: "accountant" });
    await makeColleague(house, agency, { role: "viewer" });
    const told = () =>
      house.arrange.query<{ userId: string; params: { names: string[] } }>(
        `select user_id as "userId", params from notifications where agency_id = $1 and kind = 'ledger_proof.failed'`,
        agency.id,
      );
    await runProof({ ctx });
    expect(await told()).toEqual([]);
    await plant(change("stat_deltas", "amount_minor = amount_minor + 1"), agency.id);
    for (let night = 0; night < 2; night++) await runProof({ ctx });
    const notices = await told();
    expect(notices).toHaveLength(2);
    expect(new Set(notices.map(({ userId }) => userId))).toEqual(
      new Set([ctx.actor.id, bookkeeper.actor.id]),
    );
    for (const { params } of notices) expect(params).toEqual({ names: ["figures_are_recounted"] });
    await plant(drop("journals"), agency.id);
    await runProof({ ctx });
    expect(await told()).toHaveLength(4);
  });

  test("every check is broken by some fault", () => {
    const named = new Set(faults.flatMap(([, , names]) => names));
    expect(new Set(proofChecks.map(({ name }) => name)).difference(named)).toEqual(new Set());
  });

  test("names the row that is wrong", async () => {
    const { ctx, agency } = await fullBooks();
    const [charge] = await house.arrange.query<{ id: string }>(
      `select invoice_id as id from charges where agency_id = $1 and kind = 'fee'`,
      agency.id,
    );
    await plant(change("charges", "net_minor = net_minor + 1", "kind = 'fee'"), agency.id);
    const { checks } = await runProof({ ctx });
    expect(checks.find(({ name }) => name === "invoices_are_their_charges")?.samples).toEqual([charge?.id]);
  });

  test("faults of two leases that cancel out are found", async () => {
    const { ctx, lease, agency } = await fullBooks();
    await plant(
      `insert into journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on, lease_id)
       select agency_id, journal_id, 90 + n, '1100', n * 100, currency, occurred_on, case when n = 1 then '${lease.id}'::uuid else gen_random_uuid() end
       from (select * from journal_lines where agency_id = $1 limit 1) l, unnest(array[1, -1]) as n`,
      agency.id,
    );
    const { checks } = await runProof({ ctx });
    const check = checks.find(({ name }) => name === "receivable_is_open_invoices");
    expect(check).toMatchObject({ isSound: false });
    expect(check?.leftMinor).toBe(check?.rightMinor);
    expect(check?.samples).toContain(lease.id);
  });

  test("sees one agency, and is for those who keep the whole books", async () => {
    const broken = await fullBooks();
    await plant(line("1100"), broken.agency.id);
    const { ctx, agency, property } = await fullBooks();
    expect((await runProof({ ctx })).isSound).toBe(true);
    const scoped = await makeColleague(house, agency, { role: "accountant", propertyIds: [property.id] });
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    for (const each of [scoped, viewer])
      await expect(runProof({ ctx: each })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(getLatestProof({ ctx: scoped })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
