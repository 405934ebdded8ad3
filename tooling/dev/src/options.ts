import { parseArgs } from "node:util";
import { railAddressName, railIds } from "@stead/contracts/rails";

export type StartOptions = {
  /** Load all 24,440 units of the city's file and more, instead of about 2,000. */
  isFull: boolean;
  /** Begin with nothing: no demonstration, no accounts. */
  isEmpty: boolean;
  /** Restart what changes, build nothing ahead. */
  isWatched: boolean;
};

export const usage = `Starts Stead with its embedded database.

  npm start                 with a demonstration of about 2,000 units
  npm start -- --full       with all of it (25,640 units; ten minutes and more)
  npm start -- --empty      with nothing: sign up and create an agency

  DATABASE_URL              use this PostgreSQL (a role that may create roles and databases)
  PORT, API_PORT            ports to try first (3000 and 4000); a taken one is left alone
  SANDBOX_PORT              the same for the payment sandbox (4010)
  ${railAddressName(railIds[0]).padEnd(24)}  a provider's API instead of the payment sandbox; likewise
                            ${railIds.slice(1).map(railAddressName).join(", ")}
  STEAD_HOME                where data and logs are kept (.stead)
`;

/** Reads the command line; unknown words are an error that says what there is. */
export function readOptions(args: readonly string[]): StartOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: "boolean", default: false },
      empty: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  return { isFull: values.full, isEmpty: values.empty, isWatched: false };
}
