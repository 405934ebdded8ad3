import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";

type Sent = { url: string; status: number; tag: string | undefined };

/** What really came over the line for calls that travel alone; the page itself is told 200 for what was unchanged. */
async function listenToLine(page: Page): Promise<Sent[]> {
  const line = await page.context().newCDPSession(page);
  const sent: Sent[] = [];
  const urls = new Map<string, string>();
  line.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
  line.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode, headers }) => {
    const url = urls.get(requestId) ?? "";
    if (url.endsWith("/api/trpc/agency.get")) sent.push({ url, status: statusCode, tag: headers["etag"] });
  });
  await line.send("Network.enable");
  return sent;
}

test("settings travel once, then only whether they changed, and a change is never painted old", async ({
  owner,
}) => {
  const { page, rpc } = owner;
  const sent = await listenToLine(page);
  const name = page.getByLabel("Name", { exact: true });
  const before = (await rpc.agency.get.query()).name;

  await test.step("the first visit brings them, the second hears that nothing changed", async () => {
    await page.goto("/settings/agency");
    await expect(name).toHaveValue(before);
    await expect.poll(() => sent.map(({ status }) => status)).toEqual([200]);
    await page.reload();
    await expect(name).toHaveValue(before);
    await expect.poll(() => sent.map(({ status }) => status)).toEqual([200, 304]);
    expect(sent[1]?.tag).toBe(sent[0]?.tag);
  });

  await test.step("a change made on the page is there at once, and after a reload", async () => {
    await name.fill("Renamed Lettings");
    await page.getByRole("button", { name: "Save" }).first().click();
    await expect.poll(async () => (await rpc.agency.get.query()).name).toBe("Renamed Lettings");
    await page.reload();
    await expect(name).toHaveValue("Renamed Lettings");
    expect(sent.at(-1)?.tag).not.toBe(sent[0]?.tag);
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
