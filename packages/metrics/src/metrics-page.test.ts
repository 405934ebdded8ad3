import { expect, test } from "vitest";
import { metricsPage } from "./metrics-page.ts";

test("the page of the docs says what the definitions say", async () => {
  await expect(metricsPage()).toMatchFileSnapshot("../../../docs/metrics.md");
});
