import { randomInt } from "node:crypto";
import { addProperty, letUnit, rentMinor } from "./arrange.ts";
import { thisMonth } from "./days.ts";
import { expectPdf } from "./downloads.ts";
import { makeOperator } from "./house-database.ts";
import { expect, test } from "./journey.ts";
import { amount, kes } from "./money.ts";
import { answerPrompt } from "./payment-sandbox.ts";
import { enterPortal, readPortalCode } from "./portal-entry.ts";

const somePhone = () => `+2547${randomInt(10_000_000, 100_000_000)}`;
/** More than M-Pesa carries at once: it is paid in two parts. */
const partMinor = Math.ceil(rentMinor / 2 / 100) * 100;

test("a tenant signs in by a code, pays on the phone, has the receipt, and sees nobody else's rent", async ({
  owner,
  anotherVisitor,
}) => {
  test.setTimeout(180_000);
  const { rpc } = owner;
  await makeOperator(owner.page, owner.email);
  const shortCode = String(randomInt(100_000, 1_000_000));
  await rpc.rails.create.mutate({
    rail: "mpesa",
    account: shortCode,
    label: "Paybill",
    currency: "KES",
    settings: { kind: "paybill", consumerKey: shortCode, consumerSecret: shortCode, passkey: shortCode },
  });
  const { unitIds } = await addProperty(owner, { name: "Mvuli Court", unitCount: 2 });
  const startOn = thisMonth.toString();
  const [phone, neighboursPhone] = [somePhone(), somePhone()];
  const leaseId = await letUnit(owner, {
    unitId: unitIds[0] ?? "",
    tenantName: "Amina Yusuf",
    tenantPhone: phone,
    startOn,
  });
  await letUnit(owner, {
    unitId: unitIds[1] ?? "",
    tenantName: "Brian Otieno",
    tenantPhone: neighboursPhone,
    startOn,
  });
  const { slug } = await rpc.agency.get.query();
  const tenant = await anotherVisitor();
  const { page } = tenant;
  await page.setViewportSize({ width: 390, height: 844 });

  await test.step("the agency sends the link", async () => {
    const { contactId } = await rpc.leases.get.query({ id: leaseId });
    await owner.page.goto(`/contacts/${contactId}`);
    await owner.page.getByRole("button", { name: "More" }).first().click();
    await owner.page.getByRole("menuitem", { name: "Invite to portal" }).click();
    await owner.page.getByRole("button", { name: "Send the link" }).click();
    await expect(owner.page.getByText("The link is on its way")).toBeVisible();
    await owner.page.goto("/settings/agency");
    await expect(owner.page.getByText(`/portal/${slug}`)).toBeVisible();
  });

  await test.step("a code is asked for; a phone that nobody has is answered alike", async () => {
    await page.goto(`/portal/${slug}`);
    await page.getByLabel("Phone or e-mail").fill(somePhone());
    await page.getByRole("button", { name: "Send me a code" }).click();
    await expect(page.getByRole("heading", { name: "Type the code" })).toBeVisible();
    await page.getByRole("button", { name: "Use another phone or e-mail" }).click();
    await page.getByLabel("Phone or e-mail").fill(phone.replace("+254", "0"));
    await page.getByRole("button", { name: "Send me a code" }).click();
    await expect(page.getByRole("heading", { name: "Type the code" })).toBeVisible();
    const code = await readPortalCode(owner, phone);
    await page.getByLabel("Code").fill(code === "111111" ? "222222" : "111111");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("This is not the code that was sent")).toBeVisible();
    await page.getByLabel("Code").fill(code);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Hello, Amina" })).toBeVisible();
  });

  await test.step("the rent is seen and paid in two parts on the phone", async () => {
    const mine = page.getByRole("region", { name: /Mvuli Court/ });
    await expect(mine.getByText(kes(rentMinor)).first()).toBeVisible();
    await mine.getByRole("link", { name: /^Pay KES/ }).click();
    await expect(page.getByText("It goes in parts")).toBeVisible();
    await expect(page.getByLabel("Phone to charge")).toHaveValue(phone);
    await page.getByRole("button", { name: /^Pay KES.* by M-Pesa$/ }).click();
    await expect(page.getByText("Look at the phone")).toBeVisible();
    await answerPrompt(phone, "pay");
    await expect(page.getByText("Paid, thank you")).toBeVisible();
    await page.getByRole("button", { name: /^Pay the next part/ }).click();
    await expect(page.getByText("Look at the phone")).toBeVisible();
    await answerPrompt(phone, "cancel");
    await expect(page.getByText("It was declined on the phone")).toBeVisible();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText("Look at the phone")).toBeVisible();
    await answerPrompt(phone, "pay");
    await expect(page.getByText("Paid, thank you")).toBeVisible();
    await expectPdf(page, () => page.getByRole("button", { name: "Receipt as PDF" }).click());
  });

  await test.step("the receipts and the invoice are there, and nothing is owed", async () => {
    const pages = page.getByRole("navigation", { name: "Your rent" });
    await pages.getByRole("link", { name: "Receipts" }).click();
    const receipts = page.getByRole("list", { name: "Receipts" }).getByRole("listitem");
    await expect(receipts).toHaveCount(2);
    await expect(receipts.first()).toContainText(amount(partMinor));
    await pages.getByRole("link", { name: "Invoices" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Paid" })).toHaveCount(1);
    await expectPdf(page, () => page.getByRole("button", { name: /^Invoice \d+ as PDF$/ }).click());
    await pages.getByRole("link", { name: "Your rent" }).click();
    await expect(page.getByText("Nothing to pay")).toBeVisible();
    await page.getByRole("link", { name: "Everything on your account" }).click();
    await expect(page.getByText("nothing owed").first()).toBeVisible();
  });

  await test.step("a neighbour sees nothing of it", async () => {
    const neighbour = await anotherVisitor();
    await enterPortal(neighbour, { operator: owner, agency: slug, address: neighboursPhone });
    await neighbour.page.goto(`/portal/${slug}/payments?lease=${leaseId}`);
    await expect(neighbour.page.getByText("No payments yet")).toBeVisible();
    await neighbour.page.goto(`/portal/${slug}`);
    await expect(neighbour.page.getByRole("heading", { name: "Hello, Brian" })).toBeVisible();
    await expect(neighbour.page.getByText("Amina")).toHaveCount(0);
    await expect(neighbour.rpc.portal.history.query({ leaseId })).rejects.toThrow(/no such lease/);
  });

  await test.step("signing out leaves nothing behind", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("button", { name: "Send me a code" })).toBeVisible();
    await page.goto(`/portal/${slug}/payments`);
    await expect(page.getByRole("button", { name: "Send me a code" })).toBeVisible();
    await expect(page.getByText("Amina")).toHaveCount(0);
  });
});
