import path from "node:path";
import { defineConfig } from "prisma/config";

// The stand-in engine needs no download; Windows cannot start a script as a program and keeps the native engine.
if (process.platform !== "win32") {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.resolve(import.meta.dirname, "tools/schema-engine.mjs");
}

const url = process.env.DATABASE_DIRECT_URL ?? process.env.DATABASE_URL;

export default defineConfig({
  schema: "prisma",
  migrations: { path: "prisma/migrations" },
  ...(url === undefined ? {} : { datasource: { url } }),
});
