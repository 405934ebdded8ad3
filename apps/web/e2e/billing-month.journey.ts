import type { Locator, Page } from "@playwright/test";
import { addProperty, letUnit, rentMinor } from "./arrange.ts";
import { lastMonth, thisMonth, today, writtenMonth } from "./days.ts";
import { whileBillingWaits } from "./house-database.ts";
import { expect, seen, test, type Person } from "./journey.ts";
import { amount, kes, whole } from "./money.ts";

/** What is due on the first of a month is late from the second on. */
const overdueMinor = today.day > 1 ? 2 * rentMinor : rentMinor;
const tenants = ["Baraka Otieno", "Chebet Korir", "Daudi Mwangi"];

/** Three leases since last month, whose first month is billed and not paid. */
async function letThreeUnits(owner: Person): Promise<void> {
  const { unitIds } = await addProperty(owner, { name: "Acacia Flats", unitCount: 4 });
  for (const [index, tenantName] of tenants.entries()) {
    await letUnit(owner, { unitId: unitIds[index] ?? "", tenantName, startOn: lastMonth.toString() });
  }
}

/** The figure under its name. */
function figure(page: Page, name: string): Locator {
  return page.getByRole("main").getByText(name, { exact: true }).locator("..").getByRole("link");
}

test("a month is billed live, paid, and shown on dashboard, arrears and trial balance", async ({ owner }) => {
  const { page } = owner;
  await letThreeUnits(owner);
  const { agency } = await owner.rpc.access.me.query();
  const month = writtenMonth(thisMonth);

  await test.step("the run is shown before it is started, while it works and when it is done", async () => {
    await page.goto(`/billing?month=${thisMonth.toString().slice(0, 7)}`);
    await expect(seen(page.getByRole("main"), kes(3 * rentMinor))).toBeVisible();
    await page.getByRole("button", { name: `Bill ${month}` }).click();
    await whileBillingWaits(agency?.id ?? "", async () => {
      await page.getByRole("alertdialog").getByRole("button", { name: "Bill 3 leases" }).click();
      await expect(page.getByRole("progressbar", { name: "Billing" })).toBeVisible();
    });
    await expect(page.getByText(`Everything due in ${month} is billed`)).toBeVisible({ timeout: 30_000 });
    await page.getByRole("link", { name: "Open the run" }).click();
    await expect(page.getByRole("table", { name: "Invoices of this run" }).getByRole("row")).toHaveCount(4);
    await expect(page.getByText("Done").first()).toBeVisible();
  });

  await test.step("a tenant pays this month and the last", async () => {
    await page.goto("/payments/new");
    await page.getByRole("combobox", { name: "Whose payment" }).fill("Baraka");
    await page.getByRole("option", { name: /Baraka Otieno/ }).click();
    await page.getByRole("button", { name: /^All that is open/ }).click();
    await page.getByRole("button", { name: /^Record KES/ }).click();
    await expect(page.getByRole("article")).toContainText(amount(2 * rentMinor));
  });

  await test.step("the dashboard shows what was charged and collected", async () => {
    await expect(async () => {
      await page.goto("/dashboard");
      await expect(figure(page, "Due this month")).toHaveText(whole(3 * rentMinor), { timeout: 3_000 });
      await expect(figure(page, "Paid of it")).toHaveText(whole(rentMinor), { timeout: 1_000 });
      await expect(figure(page, "Still open")).toHaveText(whole(2 * rentMinor), { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await expect(page.getByText("Collected against charged")).toBeVisible();
  });

  await test.step("the tenants who paid nothing are in arrears, the one who paid is not", async () => {
    await page.goto("/arrears");
    const table = page.getByRole("table", { name: "Arrears" });
    const row = table.getByRole("row", { name: /Chebet Korir/ });
    await expect(seen(row, amount(overdueMinor))).toBeVisible();
    await expect(table.getByRole("row", { name: /Daudi Mwangi/ })).toBeVisible();
    await expect(table.getByRole("row", { name: /Baraka Otieno/ })).toHaveCount(0);
  });

  await test.step("the trial balance balances", async () => {
    await page.goto("/accounts/trial-balance");
    await expect(page.getByText("Debit and credit are equal")).toBeVisible();
    await expect(
      seen(page.getByRole("table", { name: "Trial balance KES" }), amount(2 * rentMinor)),
    ).toBeVisible();
  });
});
