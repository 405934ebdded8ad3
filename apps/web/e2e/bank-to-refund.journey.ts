import path from "node:path";
import { addProperty, letUnit } from "./arrange.ts";
import { thisMonth, today } from "./days.ts";
import { expect, seen, signUp, test, type Person } from "./journey.ts";
import { amount, kes } from "./money.ts";

/** A real bank's file: three payments in Canadian dollars, the first of 6.60 on 1 April 2009. */
const statementFile = path.join(
  import.meta.dirname,
  "../../../packages/documents/fixtures/statements/ofx/bank_medium.ofx",
);
const refundMinor = 50_000_00;

const key = () => ({ idempotencyKey: crypto.randomUUID() });

/** A colleague of the owner's, who may approve what the owner asks for. */
async function invite({ rpc }: Person, colleague: Person, baseURL: string): Promise<void> {
  await signUp(colleague, baseURL);
  const invited = await rpc.access.inviteMember.mutate({ email: colleague.email, role: "accountant" });
  await colleague.rpc.access.acceptInvitation.mutate({ invitationId: invited.id });
}

/** Money that came by bank and was paid back by hand: the first line of the file, not in the agency's currency. */
async function payBackByHand({ rpc }: Person, second: Person): Promise<void> {
  const { id: paymentId, version } = await rpc.payments.record.mutate({
    leaseId: null,
    rail: "bank",
    amountMinor: 660,
    currency: "CAD",
    receivedOn: today.toString(),
    ...key(),
  });
  const asked = await rpc.disbursements.requestRefund.mutate({
    paymentId,
    version,
    source: "unallocated",
    amountMinor: 660,
    reason: "Not ours",
    destination: { way: "by_hand", rail: "bank" },
    ...key(),
  });
  await second.rpc.disbursements.approve.mutate({ id: asked.id, version: asked.version });
}

/** A tenant's money that nothing is owed for. */
async function receiveTooMuch(owner: Person): Promise<string> {
  const { unitIds } = await addProperty(owner, { name: "Mwangaza Court", unitCount: 1 });
  const unitId = unitIds[0] ?? "";
  const leaseId = await letUnit(owner, { unitId, tenantName: "Amina Yusuf", startOn: thisMonth.toString() });
  const payment = await owner.rpc.payments.record.mutate({
    leaseId,
    rail: "bank",
    amountMinor: refundMinor,
    currency: "KES",
    receivedOn: today.toString(),
    allocations: [],
    ...key(),
  });
  return payment.id;
}

test("a bank's statement comes in, a line finds its record, and its day is compared", async ({
  owner,
  anotherVisitor,
  baseURL,
}) => {
  const { page } = owner;
  const colleague = await anotherVisitor();
  await invite(owner, colleague, baseURL ?? "");
  await payBackByHand(owner, colleague);

  await test.step("the account is added, and the file brought in", async () => {
    await page.goto("/statements/new");
    await page.getByRole("button", { name: "Add a bank account" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a bank account" });
    await dialog.getByLabel("Name").fill("Client account");
    await dialog.getByLabel("Number").fill("12300 000012345678");
    await dialog.getByLabel("Currency").fill("CAD");
    await dialog.getByRole("button", { name: "Add a bank account" }).click();
    await page.getByLabel("Choose a file").last().setInputFiles(statementFile);
    await expect(page).toHaveURL(/\/statements\/[0-9a-f-]{36}$/);
    await expect(page.getByText("3 lines wait for you")).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText("Read as OFX")).toBeVisible();
  });

  await test.step("the line is matched with the refund that it is", async () => {
    await page.getByRole("button", { name: /MCDONALD/ }).click();
    const panel = page.getByRole("complementary").filter({ hasText: "It may be one of these" });
    await panel.getByRole("button", { name: "The line is Refund 1" }).click();
    await expect(seen(page, "The line has its record")).toBeVisible();
    await expect(page.getByText("2 lines wait for you")).toBeVisible();
  });

  await test.step("the day is compared: what went out is the same on both sides", async () => {
    await page.goto("/reconciliation");
    await page.getByRole("button", { name: "Look at a day" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Look at a day now" });
    await dialog.getByLabel("Day").fill("1 Apr 2009");
    await dialog.getByRole("button", { name: "Compare" }).click();
    await expect(page).toHaveURL(/\/reconciliation\/[0-9a-f-]{36}$/);
    const checks = page.getByRole("table", { name: "Two figures that must be one" });
    const paidOut = checks.getByRole("row", { name: /Money paid out/ });
    await expect(paidOut).toContainText("−6.60");
    await expect(paidOut).toContainText("Equal");
  });
});

test("a refund above the limit goes out by a file, with a second person's approval", async ({
  owner,
  anotherVisitor,
  baseURL,
}) => {
  const { page } = owner;
  const paymentId = await receiveTooMuch(owner);
  const colleague = await anotherVisitor();
  await invite(owner, colleague, baseURL ?? "");

  await test.step("it is asked for, and waits", async () => {
    await page.goto(`/payments/${paymentId}`);
    await page.getByRole("button", { name: "Refund" }).click();
    const dialog = page.getByRole("dialog", { name: /^Refund from receipt/ });
    await dialog.getByRole("radio", { name: /^Bank transfer, in a file/ }).check();
    await dialog.getByLabel("IBAN or account number").fill("0102030405");
    await dialog.getByLabel("Code of bank and branch").fill("01100");
    await dialog.getByLabel("Reason").fill("Paid twice");
    await expect(dialog.getByText("A second person has to approve this amount")).toBeVisible();
    await dialog.getByRole("button", { name: /^Ask for/ }).click();
    await expect(page).toHaveURL(/\/refunds\/[0-9a-f-]{36}$/);
    await expect(page.getByText("You asked for this refund: somebody else has to approve it.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  });

  await test.step("the second person is told, and lets it out", async () => {
    const second = colleague.page;
    await second.goto("/notifications");
    await second.getByRole("link", { name: /waits for a second person/ }).click();
    await expect(second).toHaveURL(/\/refunds\/[0-9a-f-]{36}$/);
    await second.getByRole("button", { name: "Approve" }).click();
    const dialog = second.getByRole("dialog", { name: /^Approve/ });
    await expect(dialog).toContainText(kes(refundMinor));
    await dialog.getByLabel(/^Type .* to confirm$/).fill(amount(refundMinor));
    await dialog.getByRole("button", { name: "Approve" }).click();
    await expect(second.getByText("It is booked and waits for the next file for the bank.")).toBeVisible();
    await expect(page.getByText("It is booked and waits for the next file for the bank.")).toBeVisible();
  });

  await test.step("the file is made and fetched once", async () => {
    await page.goto("/refunds/files");
    await page.getByRole("button", { name: "Make a file" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Make a file for the bank" });
    await expect(dialog).toContainText(kes(refundMinor));
    await dialog.getByLabel("IBAN or account number").fill("1182736455");
    await dialog.getByLabel("Code of bank and branch").fill("01100");
    await dialog.getByRole("button", { name: "Make a file" }).click();
    await page.getByRole("button", { name: "Fetch it" }).click();
    const fetched = page.waitForEvent("download");
    await page
      .getByRole("dialog", { name: "Fetch the file?" })
      .getByRole("button", { name: "Fetch it" })
      .click();
    expect((await fetched).suggestedFilename()).toMatch(/\.xml$/);
    await expect(seen(page.getByRole("main"), "Given out")).toBeVisible();
  });

  await test.step("what the bank's statement says ends it", async () => {
    await page.goto("/refunds");
    await page.getByRole("row", { name: /Amina Yusuf.*Sent/ }).click();
    await page.getByRole("button", { name: "Write down what came of it" }).click();
    const dialog = page.getByRole("dialog", { name: "What does the statement say?" });
    await dialog.getByRole("radio", { name: /^Arrived/ }).check();
    await dialog.getByLabel("Where you read it").fill("Statement of today");
    await dialog.getByRole("button", { name: "Write down what came of it" }).click();
    await expect(page.getByText("The money has arrived.")).toBeVisible();
    const life = page.getByRole("list", { name: "Life of this refund" });
    await expect(life).toContainText(colleague.name);
  });
});

/** A tenant whose deposit is paid and held. */
async function holdDeposit(owner: Person): Promise<string> {
  const { unitIds } = await addProperty(owner, { name: "Jasmine House", unitCount: 1 });
  const leaseId = await letUnit(owner, {
    unitId: unitIds[0] ?? "",
    tenantName: "Brian Odhiambo",
    startOn: thisMonth.toString(),
    depositMinor: refundMinor,
  });
  const { items } = await owner.rpc.billing.listInvoices.query({ leaseId });
  const invoice = items.find(({ kind }) => kind === "deposit");
  await owner.rpc.payments.record.mutate({
    leaseId,
    rail: "bank",
    amountMinor: refundMinor,
    currency: "KES",
    receivedOn: today.toString(),
    allocations: [{ invoiceId: invoice?.id ?? "", amountMinor: refundMinor }],
    ...key(),
  });
  return leaseId;
}

test("a deposit above the limit is paid back with a second person's approval", async ({
  owner,
  anotherVisitor,
  baseURL,
}) => {
  const { page } = owner;
  await holdDeposit(owner);
  const colleague = await anotherVisitor();
  await invite(owner, colleague, baseURL ?? "");

  await test.step("it is asked for, and stays held", async () => {
    await page.goto("/deposits");
    await page.getByRole("button", { name: "Manage" }).first().click();
    await page.getByRole("button", { name: "Pay back" }).click();
    const dialog = page.getByRole("dialog", { name: "Pay back" });
    await dialog.getByLabel("Reason").fill("Moved out");
    await expect(dialog.getByText("A second person has to approve this amount")).toBeVisible();
    await dialog.getByRole("button", { name: /^Ask for/ }).click();
    await expect(page).toHaveURL(/\/refunds\/[0-9a-f-]{36}$/);
    await expect(page.getByText("You asked for this refund: somebody else has to approve it.")).toBeVisible();
  });

  await test.step("the second person approves it, and it is paid by hand", async () => {
    const second = colleague.page;
    await second.goto(page.url());
    await second.getByRole("button", { name: "Approve" }).click();
    const dialog = second.getByRole("dialog", { name: /^Approve/ });
    await dialog.getByLabel(/^Type .* to confirm$/).fill(amount(refundMinor));
    await dialog.getByRole("button", { name: "Approve" }).click();
    await expect(second.getByText(/^It is approved and booked. Pay it/)).toBeVisible();
    await expect(page.getByText(/^It is approved and booked. Pay it/)).toBeVisible();
  });

  await test.step("nothing of it is held any more", async () => {
    await page.goto("/deposits");
    await expect(page.getByRole("row", { name: /Brian Odhiambo/ })).toBeVisible();
    const [totals] = await owner.rpc.deposits.totals.query({});
    expect(totals).toMatchObject({ agreedMinor: refundMinor, heldMinor: 0 });
  });
});
