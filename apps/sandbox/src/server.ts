import { isAppError } from "@stead/kernel/errors";
import pino from "pino";
import { buildApp } from "./app.ts";
import { readEnvironment, type SandboxEnvironment } from "./env.ts";
import { openSandbox } from "./sandbox.ts";

async function start(settings: SandboxEnvironment): Promise<void> {
  const listening = { url: "" };
  const log = pino({ level: settings.LOG_LEVEL });
  const sandbox = openSandbox({
    directory: settings.SANDBOX_DIR,
    log,
    publicUrl: () => settings.PUBLIC_URL ?? listening.url,
    settings: {
      ...(settings.SANDBOX_AUTOPLAY_SECONDS !== undefined && {
        autoplaySeconds: settings.SANDBOX_AUTOPLAY_SECONDS,
      }),
      ...(settings.SANDBOX_PROMPT_SECONDS !== undefined && {
        promptSeconds: settings.SANDBOX_PROMPT_SECONDS,
      }),
      ...(settings.SANDBOX_BANK_DEBIT_SECONDS !== undefined && {
        bankDebitSeconds: settings.SANDBOX_BANK_DEBIT_SECONDS,
      }),
      ...(settings.SANDBOX_PAYOUT_SECONDS !== undefined && {
        payoutSeconds: settings.SANDBOX_PAYOUT_SECONDS,
      }),
    },
  });
  const app = buildApp(sandbox);
  listening.url = await app.listen({ host: settings.HOST, port: settings.PORT });
  log.info({ url: listening.url }, "sandbox listens");

  const state = { isStopping: false };
  const stop = async (signal: string) => {
    if (state.isStopping) return;
    state.isStopping = true;
    log.info({ signal }, "sandbox stops");
    await app.close();
    log.info({}, "sandbox stopped");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(signal));
  // Whoever started it over a channel is gone: it ends as well, so that a killed start leaves nothing running.
  process.once("disconnect", () => void stop("disconnect"));
  process.channel?.unref();
}

try {
  await start(readEnvironment());
} catch (error) {
  process.stderr.write(
    `${isAppError(error) ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}
