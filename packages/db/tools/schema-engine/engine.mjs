import fs from "node:fs";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { adapterFactory } from "./adapter.mjs";

const require = createRequire(import.meta.url);

/**
 * Loads the WebAssembly engine for one database.
 * @param {{ url: string | undefined, schemas: [string, string][], log: (message: string) => void }} options
 */
export async function loadEngine({ url, schemas, log }) {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), {
    "./schema_engine_bg.js": bindings,
  });
  let panic;
  // The engine reports a panic to this global, which must exist before it starts.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      panic = message;
      console.error(JSON.stringify({ level: "ERROR", fields: { message } }));
    },
  };
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  // An empty list of schemas makes the engine panic; undefined does not.
  const datamodels = schemas.length > 0 ? schemas : undefined;
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(url));
  const engine = await bindings.SchemaEngine.new({ datamodels }, log, factory);
  return { engine, lastPanic: () => panic };
}
