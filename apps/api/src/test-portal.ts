import type { Answer, Browser, TestApi } from "./test-api.ts";
import type { Estate } from "./test-world.ts";

/** Gives the tenant of an estate a phone, and an e-mail address of the same digits. */
export async function givePhone({ rpc }: Browser, { contactId }: Estate, phone: string): Promise<void> {
  const { version } = await rpc.contacts.get.query({ id: contactId });
  await rpc.contacts.update.mutate({ id: contactId, version, phone, email: `${phone.slice(1)}@example.org` });
}

/** The code in the message that was written last. */
async function sentCode(api: TestApi, address: string): Promise<string> {
  const [row] = await api.arrange.query<{ body: string }>(
    "select body from messages where to_address = $1 and kind = 'portal_code' order by id desc limit 1",
    address,
  );
  return /\b\d{6}\b/.exec(row?.body ?? "")?.[0] ?? "";
}

export const textIn = (value: unknown, name: string): string => String(Reflect.get(Object(value), name));

/** Asks for a code and enters with it. */
export async function enterPortal(
  api: TestApi,
  browser: Browser,
  { agency, address }: { agency: string; address: string },
): Promise<Answer> {
  const asked = await browser.post("/portal/request-code", { agency, address });
  const codeId = textIn(asked.body, "codeId");
  return browser.post("/portal/confirm-code", { agency, codeId, code: await sentCode(api, address) });
}
