import path from "node:path";
import { openHome } from "./home-lock.ts";
import type { House } from "./house.ts";
import { readOptions, usage, type StartOptions } from "./options.ts";
import { Progress } from "./progress.ts";
import { printScreen } from "./screen.ts";
import { buildWeb } from "./web-build.ts";

const root = path.resolve(import.meta.dirname, "../../..");

/** Builds first: a fresh clone lacks the generated code that the house is made of, so the house is loaded after. */
async function buildThenOpen(options: StartOptions, progress: Progress): Promise<House> {
  const home = openHome(root);
  try {
    await progress.step(
      "Build the web app",
      () => buildWeb(root, path.join(home.folder, "logs", "web-build.log")),
      (isBuilt) => (isBuilt ? "" : "nothing changed"),
    );
  } catch (error) {
    home.release();
    throw error;
  }
  const { openHouse } = await import("./house.ts");
  return openHouse(home, options, progress);
}

/** `npm start`: opens the house, prints one screen, and closes everything on Ctrl-C. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(usage);
    return;
  }
  const progress = new Progress();
  const opened: { house?: House } = {};
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    process.stdout.write("\n  Stopping …\n");
    await opened.house?.stop();
    process.exit(0);
  };
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
  process.once("disconnect", () => void stop());
  process.channel?.unref();
  opened.house = await buildThenOpen(options, progress);
  if (isStopping) return opened.house.stop();
  printScreen(opened.house, progress.steps);
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `\n  Stead could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
