import { randomInt } from "node:crypto";
import { addProperty, letUnit, rentMinor } from "./arrange.ts";
import { thisMonth } from "./days.ts";
import { expect, seen, test } from "./journey.ts";
import { kes, whole } from "./money.ts";
import { answerPrompt, payByHand } from "./payment-sandbox.ts";

/** More than M-Pesa carries at once: it is asked for in two parts. */
const partMinor = Math.ceil(rentMinor / 2 / 100) * 100;
const smallRentMinor = 18_600_00;

test("rent is collected by prompts, and money that nobody knows is given to its lease", async ({ owner }) => {
  const { page, rpc } = owner;
  const shortCode = String(randomInt(100_000, 1_000_000));
  const phone = `+2547${randomInt(10_000_000, 100_000_000)}`;
  const { unitIds } = await addProperty(owner, { name: "Mvuli Court", unitCount: 2 });
  const startOn = thisMonth.toString();
  await letUnit(owner, { unitId: unitIds[0] ?? "", tenantName: "Amina Yusuf", startOn });
  const unitId = unitIds[1] ?? "";
  await letUnit(owner, { unitId, tenantName: "Brian Otieno", startOn, rentMinor: smallRentMinor });

  await test.step("the agency's paybill is added, tested and registered", async () => {
    await page.goto("/settings/providers");
    await page.getByRole("button", { name: "Add a provider" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add a provider" });
    await dialog.getByLabel("Short code").fill(shortCode);
    await dialog.getByLabel("Kind of number").selectOption("paybill");
    await dialog.getByLabel("Consumer key").fill(`key-${shortCode}`);
    await dialog.getByLabel("Consumer secret").fill(`secret-${shortCode}`);
    await dialog.getByLabel("Passkey").fill(`passkey-${shortCode}`);
    await dialog.getByRole("button", { name: "Add a provider" }).click();
    const account = page.getByRole("dialog", { name: "M-Pesa" });
    await account.getByRole("button", { name: "Test the connection" }).click();
    await expect(account.getByText("Works")).toBeVisible();
    await account.getByRole("button", { name: "Register the callbacks" }).click();
    await expect(account.getByText("The provider was told this address")).toBeVisible();
    await expect(account.getByText(`secret-${shortCode}`)).toHaveCount(0);
  });

  const { items } = await rpc.billing.listInvoices.query({ q: "Amina" });
  const invoice = items.find(({ openMinor }) => openMinor === rentMinor);

  await test.step("the invoice is asked for in two parts, and each is seen to be paid", async () => {
    await page.goto(`/invoices/${invoice?.id ?? ""}`);
    await page.getByRole("button", { name: "Collect" }).click();
    const dialog = page.getByRole("dialog", { name: "Collect from Amina Yusuf" });
    await expect(dialog.getByText("It is asked for in parts")).toBeVisible();
    await dialog.getByLabel("Phone").fill(phone);
    await dialog.getByRole("button", { name: /^Send a prompt/ }).click();
    await expect(dialog.getByText("Waiting", { exact: true })).toBeVisible();
    await answerPrompt(phone, "pay");
    await expect(dialog.getByText("Paid", { exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: /^Ask for the next part/ }).click();
    await expect(dialog.getByText("Waiting", { exact: true })).toBeVisible();
    await answerPrompt(phone, "cancel");
    await expect(dialog.getByText("Declined", { exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: "Ask again" }).click();
    await expect(dialog.getByText("Waiting", { exact: true })).toBeVisible();
    await answerPrompt(phone, "pay");
    await expect(dialog.getByText("Paid", { exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await expect(seen(page.getByRole("main"), "Paid")).toBeVisible();
    await expect(page.getByRole("button", { name: "Collect" })).toHaveCount(0);
  });

  await test.step("money with an unknown reference comes to the desk and is given to its lease by a key", async () => {
    await page.goto("/desk");
    await expect(page.getByText("Nothing waits")).toBeVisible();
    await payByHand({
      shortCode,
      msisdn: "254711222333",
      amount: smallRentMinor / 100,
      reference: "HOUSE 7",
    });
    const receipt = page.getByRole("button", { name: /HOUSE 7/ });
    await expect(receipt).toContainText(whole(smallRentMinor));
    const suggestions = page.getByRole("list", { name: "Likely leases" });
    await expect(suggestions.getByRole("link", { name: "Brian Otieno" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Brian Otieno's")).toBeVisible();
    await expect(page.getByText("Nothing waits")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).first().click();
    await expect(receipt).toBeVisible();
    await expect(suggestions.getByRole("link", { name: "Brian Otieno" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Nothing waits")).toBeVisible();
  });

  await test.step("the payment tells how it came", async () => {
    await page.goto("/collections");
    await expect(page.getByRole("row", { name: /Amina Yusuf.*Paid/ }).first()).toContainText(
      whole(partMinor),
    );
    await page
      .getByRole("row", { name: /Amina Yusuf.*Paid/ })
      .first()
      .click();
    await page.getByRole("link", { name: "Open the payment" }).click();
    await expect(page.getByText("The tenant was asked for it")).toBeVisible();
    await expect(page.getByRole("link", { name: /asked for by M-Pesa/ })).toContainText(kes(partMinor));
  });
});
