import { setTimeout as wait } from "node:timers/promises";
import { isAppError } from "@stead/kernel/errors";
import { openHealthPort } from "@stead/metrics/health-port";
import { buildApp } from "./app.ts";
import { createContainer } from "./container.ts";
import { readSettings, type ApiSettings } from "./env.ts";

async function start(settings: ApiSettings): Promise<void> {
  const container = createContainer(settings);
  const { log } = container;
  const health = {
    isStopping: false,
    isReady: () => container.isReady(),
    replicas: () => container.replicas(),
  };
  const app = await buildApp(settings, container, health);
  const url = await app.listen({ host: settings.HOST, port: settings.PORT });
  log.info({ url }, "api listens");
  const { HEALTH_PORT: port, HEALTH_HOST: host } = settings;
  const isReady = async () => !health.isStopping && (await health.isReady());
  const healthPort =
    port === undefined ? undefined : openHealthPort({ host, port, isReady, expose: container.metrics, log });
  container.warm().catch((error: unknown) => log.warn({ error }, "not everything is at hand"));

  const stop = async (signal: string) => {
    if (health.isStopping) return;
    health.isStopping = true;
    log.info({ signal }, "api stops");
    const closing = app.close();
    const drained = await Promise.race([
      closing.then(() => true),
      wait(settings.DRAIN_SECONDS * 1_000, false, { ref: false }),
    ]);
    if (!drained) app.server.closeAllConnections();
    await closing;
    await container.close();
    healthPort?.close();
    healthPort?.closeAllConnections();
    log.info({ drained }, "api stopped");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(signal));
  // Whoever started it over a channel is gone: it ends as well, so that a killed start leaves nothing running.
  process.once("disconnect", () => void stop("disconnect"));
  process.channel?.unref();
}

try {
  await start(readSettings());
} catch (error) {
  process.stderr.write(
    `${isAppError(error) ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}
