import { expect } from "@playwright/test";
import type { Person } from "./journey.ts";

/** The code that was sent to an address last, as the operator's mailbox shows it; another one than `before`. */
export async function readPortalCode({ rpc }: Person, address: string, before?: string): Promise<string> {
  let code: string | undefined;
  await expect
    .poll(async () => {
      const mails = await rpc.access.listKeptMails.query();
      const mail = mails.find(({ kind, toAddress }) => kind === "portal_code" && toAddress === address);
      code = /\b\d{6}\b/.exec(mail?.body ?? "")?.[0];
      return code !== undefined && code !== before;
    })
    .toBe(true);
  return code ?? "";
}

/** Signs a tenant in to a browser without its pages. `operator` reads the mailbox. */
export async function enterPortal(
  { page }: Person,
  { operator, agency, address }: { operator: Person; agency: string; address: string },
): Promise<void> {
  const asked = await page.request.post("/api/portal/request-code", { data: { agency, address } });
  const { codeId }: { codeId: string } = await asked.json();
  const code = await readPortalCode(operator, address);
  const entered = await page.request.post("/api/portal/confirm-code", { data: { agency, codeId, code } });
  if (!entered.ok()) throw new Error(`the tenant was not let in: ${await entered.text()}`);
}
