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
  let house: House | undefined;
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    process.stdout.write("\n  Stopping …\n");
    await house?.stop();
    process.exit(0);
  };
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
  house = await openHouse(options, progress);
  if (isStopping) return house.stop();
  printScreen(house, progress.steps);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`\n  Stead could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
