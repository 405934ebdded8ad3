import { AppError } from "@stead/kernel/errors";
import { z } from "zod";

const seconds = z.coerce.number("write a number of seconds").int().min(0).max(31_536_000);

const Environment = z.object({
  /** Address to listen on. */
  HOST: z.string().default("127.0.0.1"),
  /** Port to listen on; 0 takes a free one. */
  PORT: z.coerce.number("write a port").int().min(0).max(65_535).default(4_010),
  /** The address at which people reach the pages; the one that is listened on when unset. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Folder of the journal: what the providers know. */
  SANDBOX_DIR: z.string().default(".stead/sandbox"),
  /** Prompts and checkout sessions pay themselves after so many seconds; never when unset. */
  SANDBOX_AUTOPLAY_SECONDS: seconds.optional(),
  /** How long a prompt waits for its customer. */
  SANDBOX_PROMPT_SECONDS: seconds.min(1).optional(),
  /** Bank debits complete by themselves after so many seconds; only when told to when unset. */
  SANDBOX_BANK_DEBIT_SECONDS: seconds.optional(),
  /** Balances are paid out so many seconds after money came in; only when told to when unset. */
  SANDBOX_PAYOUT_SECONDS: seconds.optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

export type SandboxEnvironment = z.output<typeof Environment>;

/** The settings of the process. Throws INVALID with all that is wrong. */
export function readEnvironment(
  variables: Record<string, string | undefined> = process.env,
): SandboxEnvironment {
  const set = Object.entries(variables).filter(([, value]) => value !== undefined && value !== "");
  const parsed = Environment.safeParse(Object.fromEntries(set));
  if (parsed.success) return parsed.data;
  throw new AppError("INVALID", `the sandbox cannot start:\n${z.prettifyError(parsed.error)}`);
}
