import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";

/** What the page fetches when something is done on it. */
export async function downloaded(
  page: Page,
  act: () => Promise<void>,
): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 30_000 }), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

export async function expectPdf(page: Page, act: () => Promise<void>): Promise<void> {
  const { name, bytes } = await downloaded(page, act);
  expect(name).toMatch(/\.pdf$/);
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  expect(bytes.length).toBeGreaterThan(4_000);
}
