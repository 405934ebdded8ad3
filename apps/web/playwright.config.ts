import { defineConfig, devices } from "@playwright/test";
import { chromiumPath, houseUrl } from "./e2e/env.ts";

/** Journeys through the production build, in the machine's own Chromium: nothing is downloaded. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.journey.ts",
  outputDir: "test-results/journeys",
  globalSetup: "./e2e/open-house.ts",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "playwright-report/results.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    baseURL: houseUrl(),
    locale: "en-GB",
    timezoneId: "Africa/Nairobi",
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    launchOptions: { executablePath: chromiumPath(), args: ["--disable-dev-shm-usage"] },
  },
});
