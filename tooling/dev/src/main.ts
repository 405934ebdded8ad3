import { openHouse, type House } from "./house.ts";
import { readOptions, usage } from "./options.ts";
import { Progress } from "./progress.ts";
import { printScreen } from "./screen.ts";

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
  opened.house = await openHouse(options, progress);
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
