import { isAppError } from "@stead/kernel/errors";
import { expect, test } from "vitest";
import { z } from "zod";
import { authSettings, databaseSettings, httpSettings, queueSettings } from "./fragments.ts";
import { maskSettings, parseSettings } from "./settings.ts";

const Settings = z.object({ ...databaseSettings, ...httpSettings, ...authSettings, ...queueSettings });
const good = {
  DATABASE_URL: "postgres://stead_app:app-password@127.0.0.1/stead",
  DATABASE_SYSTEM_URL: "postgres://stead_system:system-password@127.0.0.1/stead",
  AUTH_SECRET: "0123456789012345678901234567890123456789",
};

function complaintOf(variables: Record<string, string>): {
  message: string;
  fields: readonly { path: string }[];
} {
  try {
    parseSettings(Settings, variables);
  } catch (error) {
    if (isAppError(error, "INVALID")) return { message: error.message, fields: error.details.fields ?? [] };
    throw error;
  }
  throw new Error("the settings were taken");
}

test("reads numbers, fills in what is left out, and takes an empty variable for unset", () => {
  const settings = parseSettings(Settings, { ...good, PORT: "8080", HOST: "", OTHER: "ignored" });
  expect(settings).toMatchObject({
    PORT: 8080,
    HOST: "127.0.0.1",
    DATABASE_POOL_MAX: 20,
    REDIS_URL: undefined,
  });
  expect(settings).not.toHaveProperty("OTHER");
});

test("tells every wrong variable at once: its name, what is wrong, what to do", () => {
  const { message, fields } = complaintOf({ ...good, DATABASE_URL: "", PORT: "http", PUBLIC_URL: "stead" });
  expect(fields.map(({ path }) => path)).toEqual(["DATABASE_URL", "PORT", "PUBLIC_URL"]);
  expect(message).toContain(
    "DATABASE_URL: it is not set; set it to an address as postgres://user:password@host:5432/stead",
  );
  expect(message).toContain('PORT: it is "http"; write a number');
});

test("never repeats a secret", () => {
  const { message } = complaintOf({
    ...good,
    AUTH_SECRET: "too-short-secret",
    DATABASE_URL: "mysql://root:hunter2@db",
  });
  expect(message).toContain("AUTH_SECRET: it is a hidden value");
  expect(message).not.toMatch(/hunter2|too-short-secret/);
  const shown = maskSettings(
    Settings,
    parseSettings(Settings, { ...good, PUBLIC_URL: "http://user:word@stead.example.org" }),
  );
  expect(shown).toMatchObject({
    AUTH_SECRET: "•••",
    DATABASE_URL: "•••",
    PUBLIC_URL: "http://user:•••@stead.example.org",
    PORT: 4000,
  });
});
