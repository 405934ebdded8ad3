#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which would be downloaded: the same JSON-RPC over stdin and stdout,
// answered by the engine's WebAssembly build over a driver adapter. The Prisma CLI starts it (see prisma.config.ts).
import fs from "node:fs";
import readline from "node:readline";
import { runDatabaseCommand } from "./schema-engine/database-command.mjs";
import { loadEngine } from "./schema-engine/engine.mjs";

function argument(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

if (process.argv.includes("--version")) {
  console.log("schema-engine-cli wasm");
  process.exit(0);
}

const datasource = argument("--datasource");
const url = datasource === undefined ? undefined : JSON.parse(datasource).url;

if (process.argv.includes("cli")) {
  const command = process.argv.find((word) => word.endsWith("-database"));
  process.exit(await runDatabaseCommand(command, url));
}

const schemaFiles = process.argv.filter((_, index) => process.argv[index - 1] === "--datamodels");
const { engine, lastPanic } = await loadEngine({
  url,
  schemas: schemaFiles.map((file) => [file, fs.readFileSync(file, "utf8")]),
  log: (message) => process.env.DEBUG && console.error(message),
});

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

async function invoke(method, params) {
  if (method === "createDatabase") return { databaseName: "" };
  if (method === "getDatabaseVersion") return engine.version(params);
  return engine[method](params ?? {});
}

function describe(error) {
  let parsed = {};
  try {
    parsed = JSON.parse(error.message);
  } catch {
    // Not every failure of the engine is JSON.
  }
  const message = parsed.message ?? lastPanic() ?? error.message;
  const data = {
    is_panic: false,
    message,
    meta: parsed.meta ?? null,
    error_code: error.code ?? parsed.error_code,
  };
  return { code: 4466, message: "An error happened. Check the data field for details.", data };
}

async function answer(line) {
  const { id, method, params } = JSON.parse(line);
  try {
    const result = await invoke(method, params);
    if (method === "diff" && typeof result?.stdout === "string") {
      send({ id: 1_000_000 + id, method: "print", params: { content: result.stdout } });
    }
    send({ id, result: result ?? {} });
  } catch (error) {
    send({ id, error: describe(error) });
  }
}

// One request at a time, in order: the engine is not reentrant.
let queue = Promise.resolve();
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line.includes('"method"')) queue = queue.then(() => answer(line));
  })
  .on("close", () => void queue.then(() => process.exit(0)));
