import { describe, expect, test } from "vitest";
import { checkRailSettings, railDescriptor, railIds } from "./rails.ts";

describe.each(railIds)("%s", (rail) => {
  const descriptor = railDescriptor(rail);

  test("has a door of its own, which no provider refuses in an address", () => {
    expect(descriptor.door).toMatch(/^[a-z-]+$/);
    expect(descriptor.door).not.toMatch(/m-?pesa|safaricom|exe|cmd|sql|query/);
    expect(railIds.filter((other) => railDescriptor(other).door === descriptor.door)).toEqual([rail]);
  });

  test("asks for each setting that it cannot do without, and repeats no value", () => {
    const required = descriptor.settings.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    const errors = checkRailSettings(rail, "not an account", { colour: "planted-value" });
    expect(errors.map(({ path, rule }) => `${path} ${rule}`).toSorted()).toEqual(
      [
        "account pattern",
        "settings.colour known",
        ...required.map((name) => `settings.${name} required`),
      ].toSorted(),
    );
    expect(JSON.stringify(errors)).not.toMatch(/planted-value|not an account/);
  });

  test("names the rule that a value breaks", () => {
    for (const { name, pattern, choices } of descriptor.settings) {
      const rules = checkRailSettings(rail, "", { [name]: " ?".repeat(5_000) })
        .filter(({ path }) => path === `settings.${name}`)
        .map(({ rule }) => rule);
      expect(rules).toEqual([choices ? "choice" : pattern ? "pattern" : "length"]);
    }
  });
});

test("the settings of a paybill are complete", () => {
  const settings = { kind: "paybill", consumerKey: "k", consumerSecret: "s", passkey: "p", headOffice: "" };
  expect(checkRailSettings("mpesa", "600966", settings)).toEqual([]);
});
