import { addProperty, letUnit, rentMinor } from "./arrange.ts";
import { lastMonth, today } from "./days.ts";
import { downloaded, expectPdf } from "./downloads.ts";
import { letSchedulesBeDue, makeOperator, whileContactsWait } from "./house-database.ts";
import { expect, seen, test, type Person } from "./journey.ts";

const tenants = ["Émilie Òdúyà", "=Baraka", "Chebet Korir"];

async function letThreeUnits(owner: Person): Promise<string[]> {
  const { unitIds } = await addProperty(owner, { name: "Acacia Flats", unitCount: 3 });
  const leaseIds = [];
  for (const [index, tenantName] of tenants.entries())
    leaseIds.push(
      await letUnit(owner, { unitId: unitIds[index] ?? "", tenantName, startOn: lastMonth.toString() }),
    );
  return leaseIds;
}

/** The head and the first rows of a spreadsheet, as the reader of imports finds them. */
async function readSheet(owner: Person, buffer: Buffer): Promise<string[][]> {
  const { page, rpc } = owner;
  const upload = await page.request.post("/api/uploads/imports?kind=contacts", {
    multipart: { file: { name: "contacts.xlsx", mimeType: "application/octet-stream", buffer } },
  });
  const { id }: { id: string } = await upload.json();
  await expect
    .poll(async () => (await rpc.imports.get.query({ id })).status, { timeout: 30_000 })
    .toBe("ready");
  const { columns, sample } = await rpc.imports.get.query({ id });
  return [columns, ...sample];
}

test("a list becomes a CSV and an Excel file, and activity shows it at work", async ({ owner }) => {
  const { page, rpc } = owner;
  await letThreeUnits(owner);
  await rpc.contacts.create.mutate({ name: "Olive Owner", roles: ["owner"] });
  const activity = await page.context().newPage();
  await activity.goto("/jobs");
  await expect(activity.getByRole("heading", { name: "Activity" })).toBeVisible();
  const job = activity.getByRole("row", { name: /^Export/ });

  await test.step("the CSV is made while activity shows how far it is", async () => {
    await page.goto("/contacts?role=tenant");
    await expect(page.getByRole("row", { name: /Chebet Korir/ })).toBeVisible();
    await whileContactsWait(async () => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: /CSV/ }).click();
      await expect(job).toContainText("Contacts, CSV");
      await expect(job).toContainText("Running");
    });
    await expect(job).toContainText("Done", { timeout: 45_000 });
    const { bytes } = await downloaded(page, () =>
      page.getByRole("dialog").getByRole("button", { name: "Download" }).click(),
    );
    const lines = bytes.toString("utf8").split("\r\n");
    expect(lines[0]).toMatch(/^\uFEFFName,/);
    expect(lines.find((line) => line.includes("Émilie Òdúyà"))).toContain("Tenant");
    expect(lines.find((line) => line.includes("Baraka"))).toContain("'=Baraka");
    expect(lines.filter(Boolean)).toHaveLength(1 + tenants.length);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).first().click();
  });

  await test.step("the Excel file is fetched from activity", async () => {
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /Excel/ }).click();
    await expect(activity.getByRole("button", { name: "Download" })).toHaveCount(2);
    const { bytes } = await downloaded(activity, () =>
      activity.getByRole("button", { name: "Download" }).first().click(),
    );
    const [head, ...rows] = await readSheet(owner, bytes);
    expect(head?.slice(0, 2)).toEqual(["Name", "Kind"]);
    expect(rows.map(([name]) => name)).toContain("Émilie Òdúyà");
    expect(rows).toHaveLength(tenants.length);
  });
});

test("a report is downloaded, scheduled and mailed; invoice, receipt and statement are PDFs", async ({
  owner,
}) => {
  const { page, rpc, email } = owner;
  const [leaseId = ""] = await letThreeUnits(owner);

  await test.step("a report as PDF, from its page and again from the history", async () => {
    await page.goto("/reports/rent-roll");
    await expect(page.getByRole("table", { name: "Rent roll" }).getByText("Chebet Korir")).toBeVisible();
    await expectPdf(page, async () => {
      await page.getByRole("button", { name: "Download" }).click();
      await page.getByRole("menuitem", { name: "PDF" }).click();
    });
    await page.getByRole("link", { name: "Reports" }).last().click();
    await page.getByRole("link", { name: "History" }).click();
    const made = page.getByRole("row", { name: /Rent roll/ }).filter({ hasText: "PDF" });
    await expect(made).toContainText("Done");
    await expectPdf(page, () => made.getByRole("button", { name: "PDF" }).click());
  });

  await test.step("a schedule of one property", async () => {
    await page.goto("/reports/arrears-ageing");
    await page.getByRole("button", { name: "Schedule" }).click();
    const dialog = page.getByRole("dialog", { name: "New schedule" });
    await expect(dialog.getByLabel("Report")).toHaveValue("arrears-ageing");
    await dialog.getByLabel("Every").selectOption("Day");
    await expect(dialog.getByLabel("Covers")).toHaveValue("yesterday");
    await dialog.getByRole("combobox", { name: "Property" }).fill("Acacia");
    await page.getByRole("option", { name: /Acacia Flats/ }).click();
    await dialog.getByLabel("Currency").selectOption("KES");
    await dialog.getByRole("button", { name: "Have it sent" }).click();
    await expect(seen(page, "It will be sent")).toBeVisible();
    await page.goto("/reports/schedules");
    await expect(page.getByRole("row", { name: /Arrears ageing/ })).toContainText("Every day at 07:00");
    const [schedule] = (await rpc.reports.listSchedules.query({})).items;
    expect(schedule?.params).toMatchObject({ currency: "KES", propertyId: expect.any(String) });
  });

  await test.step("when its time comes it is mailed, and the mail leads to its file", async () => {
    await makeOperator(page, email);
    const { agency } = await rpc.access.me.query();
    await letSchedulesBeDue(agency?.id ?? "");
    await page.goto("/mail");
    const mail = page
      .getByRole("listitem")
      .filter({ hasText: email })
      .filter({ has: page.getByRole("heading", { name: /^Arrears ageing/ }) });
    const link = mail.getByRole("link", { name: /\/api\/files\// });
    await expect(link).toBeVisible({ timeout: 45_000 });
    await expectPdf(page, () => link.click());
  });

  await test.step("the invoice, the receipt of its payment and the tenant's statement", async () => {
    const { items } = await rpc.billing.listInvoices.query({ leaseId });
    const payment = await rpc.payments.record.mutate({
      leaseId,
      rail: "cash",
      amountMinor: rentMinor,
      currency: "KES",
      receivedOn: today.toString(),
      idempotencyKey: crypto.randomUUID(),
    });
    await page.goto(`/invoices/${items[0]?.id ?? ""}`);
    await expectPdf(page, async () => {
      await page.getByRole("button", { name: "PDF" }).click();
      await page.getByRole("menuitem", { name: /^Invoice/ }).click();
    });
    await page.goto(`/payments/${payment.id}/receipt`);
    await expectPdf(page, () => page.getByRole("button", { name: "PDF" }).click());
    const { contactId } = await rpc.leases.get.query({ id: leaseId });
    await page.goto(`/contacts/${contactId}`);
    await expectPdf(page, () => page.getByRole("button", { name: "Statement" }).click());
  });
});
