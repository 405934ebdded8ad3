import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, password, test } from "./journey.ts";
import { codeOf } from "./one-time-code.ts";

async function signIn(page: Page, email: string, typed: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(typed);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test("signing in with a second factor, by code and by recovery code", async ({ owner }) => {
  const { page, name, email } = owner;

  const { secret, recoveryCode } =
    await test.step("the second factor is turned on with the code of an app", async () => {
      await page.goto("/settings/profile");
      await page.getByRole("button", { name: "Turn on" }).click();
      const dialog = page.getByRole("dialog", { name: "Second factor" });
      await dialog.getByLabel("Password").fill(password);
      await dialog.getByRole("button", { name: "Turn on" }).click();
      await expect(dialog.getByRole("img")).toBeVisible();
      const key = await dialog.getByRole("button", { name: /^[A-Z2-7]{16,}$/ }).innerText();
      const codes = await dialog.getByRole("button", { name: /^\w{5}-\w{5} / }).innerText();
      await dialog.getByLabel("Code of the app").fill("000000");
      await dialog.getByRole("button", { name: "Confirm" }).click();
      await expect(dialog.getByText("this code is wrong")).toBeVisible();
      await dialog.getByLabel("Code of the app").fill(codeOf(key));
      await dialog.getByRole("button", { name: "Confirm" }).click();
      await expect(page.getByText("On: signing in asks for a code")).toBeVisible();
      return { secret: key.trim(), recoveryCode: codes.split(" ")[0] ?? "" };
    });

  await test.step("a code of the app opens the agency", async () => {
    await signOut(page, name);
    await signIn(page, email, password);
    await page.getByLabel("Code", { exact: true }).fill(codeOf(secret));
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(page).toHaveURL(/\/dashboard$/);
  });

  await test.step("a recovery code opens it once", async () => {
    for (const isAccepted of [true, false]) {
      await signOut(page, name);
      await signIn(page, email, password);
      await page.getByRole("button", { name: "Use a recovery code instead" }).click();
      await page.getByLabel("Recovery code").fill(recoveryCode);
      await page.getByRole("button", { name: "Verify" }).click();
      if (isAccepted) await expect(page).toHaveURL(/\/dashboard$/);
    }
    await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("a wrong password is refused in words, and many lock the address for a while", async ({
  visitor: { page },
}) => {
  const email = `${randomUUID()}@example.org`;
  await page.goto("/leases");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fleases$/);
  await signIn(page, email, "not the password");
  await expect(page.getByText(/password/i).last()).toBeVisible();
  const locked = page.getByText("too many wrong tries");
  await expect(async () => {
    await signIn(page, email, "not the password");
    await expect(locked).toBeVisible({ timeout: 700 });
  }).toPass({ timeout: 30_000, intervals: [0] });
});
