import { makeOperator } from "./house-database.ts";
import { expect, test } from "./journey.ts";

test("an operator sees what the cache does in every process, and makes something old", async ({ owner }) => {
  const { page, rpc, email } = owner;
  await makeOperator(page, email);
  await page.goto("/cache");
  await expect(page.getByRole("heading", { name: "Cache", level: 1 })).toBeVisible();
  await expect(page.getByText("Needed no load").first()).toBeVisible();
  await expect.poll(async () => (await rpc.caching.figures.query({})).processes.length).toBeGreaterThan(1);

  await test.step("something is made old, and who did it stays known", async () => {
    await page.getByRole("button", { name: "Make something old" }).click();
    const dialog = page.getByRole("dialog", { name: "Make values old?" });
    await dialog.getByLabel("Tags").fill("plans.offer");
    await dialog.getByRole("button", { name: "Make something old" }).click();
    await expect(page.getByText("It is made old in every process")).toBeVisible();
    const list = page.getByRole("listitem").filter({ hasText: "plans.offer" });
    await expect(list).toContainText(owner.name);
    expect((await rpc.caching.actions.query())[0]).toMatchObject({ tags: ["plans.offer"], agencyId: null });
  });
});
