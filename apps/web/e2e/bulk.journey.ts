import { addTenant } from "./arrange.ts";
import { expect, test } from "./journey.ts";

/** More than a page of a list shows. */
const contactCount = 53;

test("a change by keyboard reaches all that match, beyond the rows shown", async ({ owner }) => {
  const { page, rpc } = owner;
  const names = Array.from({ length: contactCount }, (_, index) => `Tenant ${index + 1}`);
  await Promise.all(names.map((name) => addTenant(owner, name)));
  await rpc.contacts.create.mutate({ name: "Olive Owner", roles: ["owner"] });
  await page.goto("/contacts?role=tenant");
  await expect(page.getByRole("link", { name: "Tenant 1", exact: true })).toBeVisible();

  await test.step("the rows shown, then everything, is chosen", async () => {
    await page.keyboard.press("Shift+X");
    await expect(page.getByText("50 selected")).toBeVisible();
    await page.keyboard.press("b");
    await expect(page.getByRole("button", { name: "Select all 53 that match" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByText("All 53 that match are selected")).toBeVisible();
    await expect(page.getByRole("button", { name: "Change" })).toBeFocused();
  });

  await test.step("what it reaches is said before it begins", async () => {
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Add a role" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a role: 53 records" });
    await expect(dialog).toContainText("This reaches 53 records");
    await expect(dialog).toContainText("Role: Tenant");
    await expect(dialog).toContainText("and 48 more");
    await dialog.getByLabel("Role").selectOption("Guarantor");
    await dialog.getByRole("button", { name: "Change 53 records" }).click();
  });

  await test.step("every one is changed, and nobody else", async () => {
    await expect(page.getByText("53 of 53 records")).toBeVisible({ timeout: 30_000 });
    const guarantors = await rpc.contacts.list.query({ role: "guarantor" });
    expect(guarantors.total.count).toBe(contactCount);
  });
});
