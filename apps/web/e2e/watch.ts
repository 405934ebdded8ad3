import { expect, type BrowserContext } from "@playwright/test";

type Violation = { directive: string; blocked: string; page: string };

declare global {
  interface Window {
    reportViolation(violation: Violation): Promise<void>;
  }
}

/** An answer that the page shows to the person is no fault of the page: a refusal of the API, an address that is not there. */
function isShownAnswer(text: string, url: string, pageUrl: string | undefined): boolean {
  return (
    text.startsWith("Failed to load resource") &&
    (url === pageUrl || new URL(url).pathname.startsWith("/api/"))
  );
}

/**
 * Collects what must never happen on any page: errors on the console, uncaught errors, answers that say the server
 * failed, and anything that the content security policy stopped. Returns the check that none of it did.
 */
export async function watchContext(context: BrowserContext): Promise<() => void> {
  const faults: string[] = [];
  await context.exposeBinding("reportViolation", (_source, violation: Violation) => {
    faults.push(`policy violation on ${violation.page}: ${violation.directive} stopped ${violation.blocked}`);
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      void window.reportViolation({
        directive: event.violatedDirective,
        blocked: event.blockedURI,
        page: location.pathname,
      });
    });
  });
  context.on("console", (message) => {
    const { url } = message.location();
    if (message.type() === "error" && !isShownAnswer(message.text(), url, message.page()?.url()))
      faults.push(`console on ${message.page()?.url() ?? url}: ${message.text()}`);
  });
  context.on("weberror", (thrown) =>
    faults.push(
      `uncaught on ${thrown.page()?.url() ?? ""}: ${thrown.error().stack ?? thrown.error().message}`,
    ),
  );
  context.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`);
  });
  return () => expect(faults).toEqual([]);
}
