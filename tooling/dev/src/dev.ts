import path from "node:path";
import { openHome } from "./home-lock.ts";
import { openHouse } from "./house.ts";
import { Progress } from "./progress.ts";
import { readOptions, usage } from "./options.ts";
import { printScreen } from "./screen.ts";

/** `pnpm dev`: the same house with reloading: api and worker restart when their code changes, the web app refreshes. */
const options = readOptions(process.argv.slice(2));
if (options === "help") {
  process.stdout.write(usage);
} else {
  const home = openHome(path.resolve(import.meta.dirname, "../../.."));
  const progress = new Progress();
  const house = await openHouse(home, { ...options, isWatched: true }, progress);
  printScreen(house, progress.steps);
  const stop = () => void house.stop().then(() => process.exit(0));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
