import type { Page } from "@playwright/test";
import { addProperty, addTenant } from "./arrange.ts";
import { expect, test } from "./journey.ts";

const names = ["Acacia House", "Baobab Court", "Cedar Flats"];

/** The name in the row that the keys stand on. */
function activeRow(page: Page) {
  return page.getByRole("table", { name: "Properties" }).locator("tr[data-active]");
}

test("lists and palette work by keys alone", async ({ owner }) => {
  const { page } = owner;
  for (const name of names) await addProperty(owner, { name, unitCount: 1 });
  await addTenant(owner, "Amina Yusuf");

  await test.step("j, k and Enter in a table", async () => {
    await page.goto("/properties");
    await expect(page.getByRole("row", { name: /Acacia House/ })).toBeVisible();
    await page.keyboard.press("j");
    const first = await activeRow(page).innerText();
    await page.keyboard.press("j");
    await expect(activeRow(page)).not.toHaveText(first);
    await page.keyboard.press("k");
    await expect(activeRow(page)).toHaveText(first, { useInnerText: true });
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/properties\/[0-9a-f-]{36}$/);
  });

  await test.step("the palette finds a person, and does things", async () => {
    await page.keyboard.press("Control+k");
    const palette = page
      .getByRole("combobox", { name: "Search or do something" })
      .or(page.getByPlaceholder(/^Type a name/));
    await expect(palette.first()).toBeFocused();
    await page.keyboard.type("Amina");
    await expect(page.getByRole("option", { name: /Amina Yusuf/ })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}$/);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("New lease");
    await expect(page.getByRole("option", { name: "New lease" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/leases\/new$/);
  });

  await test.step("slash goes to the search of a list, which lives in the address", async () => {
    await page.goto("/properties");
    await expect(page.getByRole("row", { name: /Acacia House/ })).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.type("Baobab");
    await expect(page.getByRole("row", { name: /Acacia House/ })).toBeHidden();
    await expect(page).toHaveURL(/q=Baobab/);
    await page.reload();
    await expect(page.getByRole("row", { name: /Baobab Court/ })).toBeVisible();
    await expect(page.getByRole("row", { name: /Acacia House/ })).toBeHidden();
  });
});
