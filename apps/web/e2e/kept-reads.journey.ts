import type { Page, Request } from "@playwright/test";
import { expect, test } from "./journey.ts";

/** The tag that the browser asked with, and the one that it was answered. */
type Asked = { withTag: string | undefined; tag: string | null };

async function tagsOf(request: Request): Promise<Asked> {
  const [headers, response] = await Promise.all([request.allHeaders(), request.response()]);
  return { withTag: headers["if-none-match"], tag: (await response?.headerValue("etag")) ?? null };
}

/** The settings each time that they were asked for, and answered. */
function listen(page: Page): Promise<Asked>[] {
  const asked: Promise<Asked>[] = [];
  page.on("requestfinished", (request) => {
    if (request.url().endsWith("/api/trpc/agency.get")) asked.push(tagsOf(request));
  });
  return asked;
}

test("settings travel once, then only whether they changed, and a change is never painted old", async ({
  owner,
}) => {
  const { page, rpc } = owner;
  const asked = listen(page);
  const name = page.getByLabel("Name", { exact: true });
  const before = (await rpc.agency.get.query()).name;

  await test.step("the first visit brings them, the second hears that nothing changed", async () => {
    await page.goto("/settings/agency");
    await expect(name).toHaveValue(before);
    await expect.poll(() => asked.length).toBe(1);
    await page.reload();
    await expect(name).toHaveValue(before);
    await expect.poll(() => asked.length).toBe(2);
    const [first, second] = await Promise.all(asked);
    expect(first).toEqual({ withTag: undefined, tag: expect.stringMatching(/^W\//) });
    expect(second).toEqual({ withTag: first?.tag, tag: first?.tag });
  });

  await test.step("a change made on the page is there at once, and after a reload", async () => {
    await name.fill("Renamed Lettings");
    await page.getByRole("button", { name: "Save" }).first().click();
    await expect.poll(async () => (await rpc.agency.get.query()).name).toBe("Renamed Lettings");
    await page.reload();
    await expect(name).toHaveValue("Renamed Lettings");
    expect((await asked.at(-1))?.tag).not.toBe((await asked[0])?.tag);
  });

  await test.step("so is one that was made elsewhere", async () => {
    const { version } = await rpc.agency.get.query();
    await rpc.agency.update.mutate({ version, name: "Renamed Elsewhere" });
    await page.reload();
    await expect(name).toHaveValue("Renamed Elsewhere");
  });

  await test.step("another agency of the same person, at the same address, has its own", async () => {
    await rpc.access.createAgency.mutate({
      name: "Second Agency",
      currency: "UGX",
      timeZone: "Africa/Kampala",
      country: "UG",
    });
    await page.goto("/settings/agency");
    await expect(name).toHaveValue("Second Agency");
  });
});
