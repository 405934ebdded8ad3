import { isAppError } from "@stead/kernel/errors";
import { openHealthPort } from "@stead/metrics/health-port";
import { createContainer } from "./container.ts";
import { readSettings, type WorkerSettings } from "./env.ts";

async function start(settings: WorkerSettings): Promise<void> {
  const house = createContainer(settings);
  const { log } = house;
  const state = { isStarted: false, isStopping: false };
  const health =
    settings.HEALTH_PORT === undefined
      ? undefined
      : openHealthPort({
          host: settings.HEALTH_HOST,
          port: settings.HEALTH_PORT,
          isReady: async () => state.isStarted && !state.isStopping && (await house.isReady()),
          expose: house.metrics,
          log,
        });
  const stop = async (signal: string) => {
    if (state.isStopping) return;
    state.isStopping = true;
    log.info({ signal }, "worker stops");
    await house.stop(settings.DRAIN_SECONDS * 1_000);
    health?.close();
    health?.closeAllConnections();
    log.info({}, "worker stopped");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(signal));
  // Whoever started it over a channel is gone: it ends as well, so that a killed start leaves nothing running.
  process.once("disconnect", () => void stop("disconnect"));
  process.channel?.unref();
  await house.start();
  state.isStarted = true;
  log.info({ engine: settings.REDIS_URL === undefined ? "postgres" : "redis" }, "worker takes jobs");
}

try {
  await start(readSettings());
} catch (error) {
  process.stderr.write(
    `${isAppError(error) ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}
