import { letUnit } from "./arrange.ts";
import { lastMonth } from "./days.ts";
import { whilePropertiesWait } from "./house-database.ts";
import { expect, test } from "./journey.ts";

/** Six rows: three to take (one with an address range and no coordinates, one in words of its own), a repeat, and two that nobody can take. */
const file = `Property Name,Property Type,Address,Town,Units,Latitude,Longitude
Jacaranda Court,Apartments,12-14 Ngong Road,Nairobi,4,,
Acacia House,Shop,3 Moi Avenue,Nairobi,2,-1.2833,36.8219
"Baobab, Phase 2",flats,9 Limuru Road,Nairobi,3,-1.2600,36.8400
Jacaranda Court,Apartments,12-14 Ngong Road,Nairobi,4,,
,Apartments,5 Kiambu Road,Nairobi,2,,
Mugumo Heights,Apartments,7 Thika Road,Nairobi,many,123.4,36.9
`;

test("a file with dirt is mapped, checked, told apart, brought in and taken back", async ({ owner }) => {
  const { page, rpc } = owner;
  await test.step("upload", async () => {
    await page.goto("/imports/new");
    await page.getByRole("radio", { name: /^Properties/ }).check();
    await page
      .getByLabel("Choose a file")
      .last()
      .setInputFiles({ name: "buildings.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await expect(page).toHaveURL(/\/imports\/[0-9a-f-]{36}$/);
  });

  await test.step("the columns are guessed from their heads and can be put right", async () => {
    await expect(page.getByLabel(/^Name/)).toHaveValue("Property Name");
    await expect(page.getByLabel(/^City/)).toHaveValue("Town");
    await page.getByLabel(/^City/).selectOption("");
    await expect(page.getByText("Still needed: City")).toBeVisible();
    await expect(page.getByRole("button", { name: "Check every row" })).toBeDisabled();
    await page.getByLabel(/^City/).selectOption("Town");
    await page.getByRole("button", { name: "Check every row" }).click();
  });

  await test.step("the dry run says what is wrong with which row, and nothing is changed yet", async () => {
    await expect(page.getByRole("button", { name: /^Import \d+ rows$/ })).toBeVisible({ timeout: 30_000 });
    const rows = page.getByRole("table", { name: "What is wrong, or what changes" });
    await expect(rows.getByRole("row", { name: /Error/ })).toHaveCount(2);
    await expect(rows.getByRole("row", { name: /Mugumo Heights/ })).toContainText("many");
    const before = await page.context().newPage();
    await before.goto("/properties");
    await expect(before.getByText("No properties yet")).toBeVisible();
    await before.close();
  });

  await test.step("applying shows its progress and leaves the rows with errors out", async () => {
    await whilePropertiesWait(async () => {
      await page.getByRole("button", { name: /^Import \d+ rows$/ }).click();
      await expect(page.getByRole("progressbar", { name: "Importing" })).toBeVisible();
    });
    await expect(page.getByText(/rows are in$/)).toBeVisible({ timeout: 30_000 });
    await page.getByRole("link", { name: "Look at them" }).click();
    const properties = page.getByRole("table", { name: "Properties" });
    await expect(properties.getByRole("row", { name: /Jacaranda Court/ })).toHaveCount(1);
    await expect(properties.getByRole("row", { name: /Baobab, Phase 2/ })).toBeVisible();
    await expect(properties.getByRole("row", { name: /Mugumo Heights/ })).toHaveCount(0);
    await page.goto("/units");
    await expect(page.getByRole("row", { name: /Baobab, Phase 2/ })).toHaveCount(3);
  });

  await test.step("it is undone but for the building that somebody has moved into, which is named", async () => {
    const [record] = (await rpc.imports.list.query({})).items;
    const [unit] = (await rpc.portfolio.listUnits.query({ q: "Baobab" })).items;
    const startOn = lastMonth.toString();
    await letUnit(owner, { unitId: unit?.id ?? "", tenantName: "Amina Yusuf", startOn });
    await page.goto(`/imports/${record?.id ?? ""}`);
    await page.getByRole("button", { name: "See what would go" }).click();
    const staying = page.getByRole("table", { name: "What stays, and why" });
    await expect(staying.getByRole("row", { name: /Baobab, Phase 2/ })).toContainText(/lease/i);
    await expect(staying.getByRole("row")).toHaveCount(2);
    await page.getByRole("button", { name: "Take back 2 rows" }).click();
    await expect(page.getByText("2 rows were taken back")).toBeVisible({ timeout: 30_000 });
    await page.goto("/properties");
    const properties = page.getByRole("table", { name: "Properties" });
    await expect(properties.getByRole("row", { name: /Baobab, Phase 2/ })).toBeVisible();
    await expect(properties.getByRole("row", { name: /Jacaranda|Acacia/ })).toHaveCount(0);
  });
});
