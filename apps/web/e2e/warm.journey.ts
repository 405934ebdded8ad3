import type { Page } from "@playwright/test";
import { addProperty } from "./arrange.ts";
import { expect, test } from "./journey.ts";

declare global {
  interface Window {
    /** Calls that the page has sent to the API. */
    callCount: number;
    /** How many it had sent when the awaited words first stood on the page; null before. */
    callCountAtPaint: number | null;
  }
}

/** From the next load on, the page notes how often it asks the API, and how often it had when `words` stood there. */
async function countCalls(page: Page, words: string): Promise<void> {
  await page.addInitScript((awaited) => {
    window.callCount = 0;
    window.callCountAtPaint = null;
    const send = window.fetch.bind(window);
    window.fetch = (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input, location.href);
      if (url.pathname.startsWith("/api/")) window.callCount++;
      return send(input, init);
    };
    new MutationObserver(() => {
      if (document.querySelector("main")?.textContent.includes(awaited))
        window.callCountAtPaint ??= window.callCount;
    }).observe(document, { childList: true, subtree: true, characterData: true });
  }, words);
}

/** Everything that this browser keeps of answers, as text. */
async function readKept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const opened = Promise.withResolvers<IDBDatabase | null>();
    const request = indexedDB.open("stead");
    request.addEventListener("success", () => opened.resolve(request.result));
    request.addEventListener("error", () => opened.resolve(null));
    const database = await opened.promise;
    if (!database?.objectStoreNames.contains("answers")) return "";
    const found = Promise.withResolvers<string>();
    const all = database.transaction("answers").objectStore("answers").getAll();
    all.addEventListener("success", () => found.resolve(JSON.stringify(all.result)));
    const text = await found.promise;
    database.close();
    return text;
  });
}

/** Holds every call to the API until it is released. */
async function holdApi(page: Page): Promise<() => void> {
  const gate = Promise.withResolvers<void>();
  await page.route("**/api/**", async (route) => {
    await gate.promise;
    await route.continue();
  });
  return () => gate.resolve();
}

test("a second visit shows what the browser knew, asks nothing before, then shows what is new", async ({
  owner,
}) => {
  const { page, rpc } = owner;
  const property = await addProperty(owner, { name: "Jacaranda Court", unitCount: 2 });
  await page.goto("/properties");
  await expect(page.getByRole("link", { name: "Jacaranda Court" })).toBeVisible();
  await expect.poll(() => readKept(page)).toContain("Jacaranda Court");

  const { version } = await rpc.portfolio.getProperty.query({ id: property.id });
  await rpc.portfolio.updateProperty.mutate({ id: property.id, version, name: "Acacia House" });
  await countCalls(page, "Jacaranda Court");
  const release = await holdApi(page);
  await page.reload();
  await expect(page.getByRole("link", { name: "Jacaranda Court" })).toBeVisible();
  await expect(page.getByRole("navigation").getByRole("link", { name: "Properties" }).first()).toBeVisible();
  expect(await page.evaluate(() => window.callCountAtPaint)).toBe(0);
  await expect.poll(() => page.evaluate(() => window.callCount)).toBeGreaterThan(0);
  release();
  await expect(page.getByRole("link", { name: "Acacia House" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Jacaranda Court" })).toHaveCount(0);
});

test("what a browser keeps goes with the session, and never stands in another agency", async ({ owner }) => {
  const { page, rpc } = owner;
  await addProperty(owner, { name: "Jacaranda Court", unitCount: 1 });
  await page.goto("/settings/members");
  await expect(page.getByText(owner.email).first()).toBeVisible();
  await page.goto("/properties");
  await expect(page.getByRole("link", { name: "Jacaranda Court" })).toBeVisible();
  await expect.poll(() => readKept(page)).toContain("Jacaranda Court");
  expect(await readKept(page)).not.toContain("listMembers");

  const first = (await rpc.access.me.query()).agency;
  await rpc.access.createAgency.mutate({
    name: "Nyali Homes",
    country: "KE",
    currency: "KES",
    timeZone: "Africa/Nairobi",
  });
  await rpc.access.chooseAgency.mutate({ agencyId: first?.id ?? "" });
  await page.reload();
  await page.getByRole("button", { name: "Switch agency" }).first().click();
  await page.getByRole("menuitemcheckbox", { name: "Nyali Homes" }).click();
  await expect(page.getByRole("button", { name: "Switch agency" }).first()).toContainText("Nyali Homes");
  await expect.poll(() => readKept(page)).toContain("Nyali Homes");
  expect(await readKept(page)).not.toContain("Jacaranda Court");
  await page.goto("/properties");
  await expect(page.getByRole("heading", { name: "Properties", exact: true })).toBeVisible();
  await expect(page.getByText("Jacaranda Court")).toHaveCount(0);

  await page.getByRole("button", { name: owner.name }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(() => readKept(page)).not.toContain("Nyali Homes");
  expect(
    await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("stead.kept"))),
  ).toEqual([]);
  await countCalls(page, "Nyali Homes");
  await page.goto("/properties");
  await expect(page).toHaveURL(/sign-in/);
  expect(await page.evaluate(() => window.callCountAtPaint)).toBeNull();
});
