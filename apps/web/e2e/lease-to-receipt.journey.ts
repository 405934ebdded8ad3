import { addProperty, addTenant, rentMinor } from "./arrange.ts";
import { lastMonth, thisMonth, written } from "./days.ts";
import { expect, seen, test } from "./journey.ts";
import { amount, kes } from "./money.ts";

const startOn = lastMonth.with({ day: 16 });
const daysLet = lastMonth.daysInMonth - 15;
const partMinor = (rentMinor / lastMonth.daysInMonth) * daysLet;

test("a lease becomes an invoice, a payment and a receipt, and the ledger ends at zero", async ({
  owner,
}) => {
  const { page } = owner;
  await addProperty(owner, { name: "Jacaranda Court", unitCount: 2 });
  await addTenant(owner, "Amina Yusuf");

  await test.step("the wizard shows the schedule and the part month as it is typed", async () => {
    await page.goto("/leases/new");
    await page.getByRole("combobox", { name: "Unit" }).fill("Jacaranda");
    await page.getByRole("option").first().click();
    await page.getByRole("combobox", { name: "Tenant" }).fill("Amina");
    await page.getByRole("option", { name: "Amina Yusuf" }).click();
    await page.getByLabel("First day").fill(startOn.toString());
    await page.getByLabel("Rent a month").fill(amount(rentMinor));
    await page.getByLabel("Deposit", { exact: true }).fill(amount(rentMinor));
    await page.getByLabel("Part months").selectOption({ label: "By the days of the month" });
    const preview = page.getByRole("region", { name: "What this lease charges" });
    await expect(preview).toContainText(`${daysLet} of ${lastMonth.daysInMonth} days`);
    await expect(seen(preview, amount(partMinor))).toBeVisible();
    await expect(preview).toContainText(written(thisMonth));
    await expect(seen(preview, kes(partMinor + rentMinor))).toBeVisible();
  });

  await test.step("saving activates it and issues the deposit and the first invoice", async () => {
    await page.getByRole("button", { name: "Save and activate" }).click();
    await expect(page).toHaveURL(/\/leases\/[0-9a-f-]{36}$/);
    await expect(page.getByText("Active").first()).toBeVisible();
    await expect(seen(page.getByRole("table"), amount(partMinor))).toBeVisible();
  });
  const leaseUrl = page.url();

  await test.step("the invoice says how its line was reckoned", async () => {
    await page
      .getByRole("row")
      .filter({ hasText: amount(partMinor) })
      .getByRole("link", { name: /^Invoice/ })
      .click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Invoice");
    await page
      .getByRole("table", { name: "Lines" })
      .getByRole("button", { name: amount(partMinor) })
      .first()
      .click();
    await expect(page.getByText(`${daysLet} of ${lastMonth.daysInMonth} days`).first()).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("a payment shows where it goes before it is recorded", async () => {
    await page.goto(leaseUrl);
    await page.getByRole("link", { name: "Record a payment" }).click();
    await page.getByRole("button", { name: /^All that is open/ }).click();
    const preview = page.getByRole("table", { name: "Where it goes" });
    await expect(seen(preview, amount(partMinor))).toBeVisible();
    await expect(seen(preview, amount(rentMinor))).toBeVisible();
    await page.getByRole("button", { name: /^Record KES/ }).click();
  });

  await test.step("the receipt says that nothing is open, and so does the ledger", async () => {
    await expect(page).toHaveURL(/\/payments\/[0-9a-f-]{36}\/receipt$/);
    await expect(page.getByRole("article")).toContainText("Amina Yusuf");
    await expect(page.getByRole("article")).toContainText(amount(partMinor + rentMinor));
    await expect(page.getByRole("article")).toContainText("Nothing is open");
    await page.getByRole("link", { name: "Open the payment" }).click();
    await expect(page).toHaveURL(/\/payments\/[0-9a-f-]{36}$/);
    const paymentUrl = page.url();
    await page.goto(leaseUrl);
    await expect(seen(page.getByRole("row", { name: /Payment/ }), /^0\.00$/)).toBeVisible();
    await page.goto(paymentUrl);
  });

  await test.step("an allocation taken back opens its invoice, and can be put back", async () => {
    const allocations = page.getByRole("table", { name: "On invoices" });
    await allocations.getByRole("button", { name: "Take back" }).last().click();
    await page.getByLabel("Reason").fill("Meant for another month");
    await page.getByRole("button", { name: "Take it back" }).click();
    await expect(allocations.getByText("Taken back").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Allocate the rest" })).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("It is on the invoice again")).toBeVisible();
    await expect(page.getByRole("button", { name: "Allocate the rest" })).toBeHidden();
  });
});
