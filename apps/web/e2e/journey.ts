import { randomUUID } from "node:crypto";
import type { AppRouter } from "@stead/api/router";
import { test as base, type Browser, type BrowserContext, type Locator, type Page } from "@playwright/test";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import { watchContext } from "./watch.ts";

export { expect } from "@playwright/test";

export const password = "a sentence nobody guesses";

/** Somebody with a browser of their own, and the API with the same session to arrange what a journey needs. */
export type Person = {
  name: string;
  email: string;
  page: Page;
  rpc: TRPCClient<AppRouter>;
};

type Journeys = {
  /** A person without an account, in front of an empty page. */
  visitor: Person;
  /** The owner of a new agency in Nairobi that works in KES. */
  owner: Person;
  /** One more person without an account, in a browser of their own. */
  anotherVisitor: () => Promise<Person>;
};

function personIn(context: BrowserContext, page: Page, houseUrl: string): Person {
  const cookies = async () =>
    (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const rpc = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${houseUrl}/api/trpc`,
        headers: async () => ({ cookie: await cookies(), origin: houseUrl }),
      }),
    ],
  });
  return { name: "Wanjiku Kamau", email: `${randomUUID()}@example.org`, page, rpc };
}

/** Gives a person an account, without the forms. */
export async function signUp({ page, name, email }: Person, houseUrl: string): Promise<void> {
  const answer = await page.request.post("/api/auth/sign-up/email", {
    data: { name, email, password },
    headers: { origin: houseUrl },
  });
  if (!answer.ok()) throw new Error(`sign-up answered ${answer.status()}: ${await answer.text()}`);
}

function addressOf(baseURL: string | undefined): string {
  if (baseURL === undefined) throw new Error("the house is not open");
  return baseURL;
}

async function openBrowser(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0],
): Promise<{ context: BrowserContext; check: () => void }> {
  const context = await browser.newContext(options);
  return { context, check: await watchContext(context) };
}

export const test = base.extend<Journeys>({
  context: async ({ context }, use) => {
    const check = await watchContext(context);
    await use(context);
    check();
  },
  visitor: async ({ context, page, baseURL }, use) => {
    await use(personIn(context, page, addressOf(baseURL)));
  },
  owner: async ({ visitor, baseURL }, use) => {
    await signUp(visitor, addressOf(baseURL));
    await visitor.rpc.access.createAgency.mutate({
      name: "Karura Lettings",
      country: "KE",
      currency: "KES",
      timeZone: "Africa/Nairobi",
    });
    await use(visitor);
  },
  anotherVisitor: async ({ browser, contextOptions, baseURL }, use) => {
    const opened: { context: BrowserContext; check: () => void }[] = [];
    await use(async () => {
      const house = addressOf(baseURL);
      const next = await openBrowser(browser, { ...contextOptions, baseURL: house });
      opened.push(next);
      return personIn(next.context, await next.context.newPage(), house);
    });
    for (const { context, check } of opened) {
      check();
      await context.close();
    }
  },
});

/** The first text inside that a person can see: a figure may stand in the page once for each width. */
export function seen(inside: Locator | Page, text: string | RegExp): Locator {
  return inside.getByText(text).filter({ visible: true }).first();
}
