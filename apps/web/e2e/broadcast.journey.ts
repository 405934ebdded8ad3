import { addProperty, letUnit } from "./arrange.ts";
import { lastMonth } from "./days.ts";
import { makeOperator } from "./house-database.ts";
import { expect, seen, test } from "./journey.ts";

test("a message to the tenants of one property is previewed, sent, logged and in the mailbox", async ({
  owner,
}) => {
  const { page, email } = owner;
  await makeOperator(page, email);
  const startOn = lastMonth.toString();
  const acacia = await addProperty(owner, { name: "Acacia Flats", unitCount: 2 });
  const baobab = await addProperty(owner, { name: "Baobab House", unitCount: 1 });
  const mark = crypto.randomUUID().slice(0, 8);
  const address = (name: string) => `${name}-${mark}@example.org`;
  for (const [unitId = "", tenantName, tenantEmail] of [
    [acacia.unitIds[0], "Amina Yusuf", address("amina")],
    [acacia.unitIds[1], "Brian Kamau", null],
    [baobab.unitIds[0], "Chebet Korir", address("chebet")],
  ] as const)
    await letUnit(owner, { unitId, tenantName, tenantEmail, startOn });

  await test.step("what each will read is shown while it is written", async () => {
    await page.goto("/messages/new");
    await page.getByLabel("Name of this message").fill("Water");
    await page.getByLabel("By", { exact: true }).selectOption("E-mail");
    await page.getByLabel("Subject").fill(`Water in {{property.name}} ${mark}`);
    await page.getByLabel("Text", { exact: true }).fill("Dear {{tenant.firstName}}, it is off on Friday.");
    const preview = page.getByRole("complementary", { name: "What they will read" });
    await expect(preview.getByText("Dear Chebet")).toBeVisible();
    await page.getByRole("combobox", { name: "Only of these properties" }).fill("Acacia");
    await page.getByRole("option", { name: /Acacia Flats/ }).click();
    await expect(preview.getByText("Dear Amina, it is off on Friday.")).toBeVisible();
    await expect(preview.getByText("Dear Chebet")).toHaveCount(0);
    await expect(seen(preview, "1 without an address")).toBeVisible();
  });

  await test.step("a draft opens again with all that was written", async () => {
    await page.getByLabel("Only leases starting from").fill(startOn);
    await page.getByRole("checkbox", { name: "To be signed" }).check();
    await page.getByRole("button", { name: "Save as draft" }).click();
    const audience = page.getByRole("region", { name: "To whom" });
    await expect(audience).toContainText("To be signed");
    await expect(audience).toContainText("Acacia Flats");
    await page.getByRole("link", { name: "Edit" }).click();
    await expect(page.getByLabel("Name of this message")).toHaveValue("Water");
    await expect(page.getByRole("checkbox", { name: "To be signed" })).toBeChecked();
    await expect(page.getByRole("button", { name: "Remove Acacia Flats" })).toBeVisible();
    const preview = page.getByRole("complementary", { name: "What they will read" });
    await expect(preview.getByText("Dear Amina, it is off on Friday.")).toBeVisible();
    await page.getByRole("checkbox", { name: "To be signed" }).uncheck();
    await page.getByRole("button", { name: "Save as draft" }).click();
    await expect(audience).not.toContainText("To be signed");
    await page.getByRole("link", { name: "Edit" }).click();
    await expect(page.getByLabel("Name of this message")).toHaveValue("Water");
  });

  await test.step("it is sent, and every recipient has an end", async () => {
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Send", exact: true }).click();
    const recipients = page.getByRole("table", { name: "Recipients" });
    await expect(recipients.getByRole("row", { name: /Amina Yusuf/ })).toContainText("Sent", {
      timeout: 30_000,
    });
    await expect(recipients.getByRole("row", { name: /Brian Kamau/ })).toContainText("There is no address");
    await expect(recipients.getByRole("row")).toHaveCount(3);
    await expect(page.getByText("Done").first()).toBeVisible();
  });

  await test.step("each attempt is kept with what was said", async () => {
    await page.getByRole("row", { name: /Amina Yusuf/ }).focus();
    await page.keyboard.press("Space");
    const message = page.getByRole("dialog", { name: "Amina Yusuf" });
    await expect(message.getByText("Dear Amina, it is off on Friday.")).toBeVisible();
    await expect(message.getByText(/^Attempt 1/)).toContainText("taken by the provider");
  });

  await test.step("the mail is in the mailbox of the installation", async () => {
    await page.goto("/mail");
    const mail = page.getByRole("listitem").filter({ hasText: address("amina") });
    await expect(mail.getByRole("heading", { name: `Water in Acacia Flats ${mark}` })).toBeVisible();
    await expect(page.getByText(address("chebet"))).toHaveCount(0);
  });
});
