import { makeOperator } from "./house-database.ts";
import { expect, password, test } from "./journey.ts";

/** What each empty page says, and the way on that it offers. */
const emptyPages = [
  { path: "/contacts", says: "No contacts yet", offers: "New contact" },
  { path: "/leases", says: "No leases yet", offers: "New lease" },
  { path: "/invoices", says: "No invoices yet", offers: "Bill a month" },
  { path: "/payments", says: "No payments yet", offers: "Record a payment" },
  { path: "/imports", says: "Nothing imported yet", offers: "Import a file" },
] as const;

test("a new agency from nothing: account, agency, first property, colleague", async ({
  visitor,
  anotherVisitor,
}) => {
  const { page, name, email } = visitor;

  await test.step("an account", async () => {
    await page.goto("/sign-up");
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(/\/welcome$/);
  });

  await test.step("the agency, with country, currency and zone guessed from the browser", async () => {
    await page.getByLabel("Name of the agency").fill("Karura Lettings");
    await expect(page.getByLabel("Country")).toHaveValue("KE");
    await expect(page.getByLabel("Currency")).toHaveValue("KES");
    await expect(page.getByLabel("Time zone")).toHaveValue("Africa/Nairobi");
    await page.getByRole("button", { name: "Create the agency" }).click();
  });

  await test.step("the first property", async () => {
    await page.getByLabel("Name of the property").fill("Jacaranda Court");
    await page.getByLabel("Street and number").fill("12 Ngong Road");
    await page.getByLabel("Town").fill("Nairobi");
    await page.getByLabel("Number of units").fill("6");
    await page.getByRole("button", { name: "Add the property" }).click();
    await expect(page).toHaveURL(/\/dashboard$/);
    await expect(page.getByText("Welcome to your agency")).toBeVisible();
    await expect(page.getByRole("link", { name: "Add a tenant" })).toBeVisible();
    await page.goto("/units");
    await expect(page.getByRole("row", { name: /Jacaranda Court/ })).toHaveCount(6);
  });

  await test.step("pages that are empty say what to do", async () => {
    for (const { path, says, offers } of emptyPages) {
      await page.goto(path);
      await expect(page.getByText(says)).toBeVisible();
      await expect(page.getByRole("main").getByRole("link", { name: offers }).first()).toBeVisible();
    }
  });

  const colleague = await anotherVisitor();
  await test.step("a colleague is invited by mail, which an installation without mail server keeps", async () => {
    await page.goto("/settings/members");
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByLabel("E-mail").fill(colleague.email);
    await page.getByRole("radio", { name: /^Accountant/ }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
    await expect(
      page.getByRole("table", { name: "Open invitations" }).getByText(colleague.email),
    ).toBeVisible();
  });

  const link = await test.step("the operator reads the kept mail", async () => {
    await makeOperator(page, email);
    await page.goto("/mail");
    const mail = page.getByRole("listitem").filter({ hasText: colleague.email });
    await expect(mail).toContainText("invites you");
    const body = await mail.textContent();
    return /http:\S+?\/invitation\?id=[0-9a-f-]{36}/.exec(body ?? "")?.[0] ?? "";
  });

  await test.step("the colleague opens its link, makes an account and joins", async () => {
    await colleague.page.goto(link);
    await expect(colleague.page.getByText("Join Karura Lettings")).toBeVisible();
    await colleague.page.getByRole("link", { name: "Create account" }).click();
    await colleague.page.getByLabel("Your name").fill("Otieno Ouma");
    await colleague.page.getByLabel("E-mail").fill(colleague.email);
    await colleague.page.getByLabel("Password").fill(password);
    await colleague.page.getByRole("button", { name: "Create account" }).click();
    await colleague.page.getByRole("button", { name: "Accept the invitation" }).click();
    await expect(colleague.page).toHaveURL(/\/dashboard$/);
    await expect(colleague.page.getByRole("button", { name: "Switch agency" })).toContainText(
      "Karura Lettings",
    );
    await page.goto("/settings/members");
    await expect(page.getByRole("table", { name: "Members" }).getByText("Otieno Ouma")).toBeVisible();
  });
});
