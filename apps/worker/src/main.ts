import { createServer, type Server } from "node:http";
import { isAppError } from "@stead/kernel/errors";
import { createContainer, type WorkerHouse } from "./container.ts";
import { readSettings, type WorkerSettings } from "./env.ts";

async function start(settings: WorkerSettings): Promise<void> {
  const house = createContainer(settings);
  const { log } = house;
  const state = { isStarted: false, isStopping: false };
  const health =
    settings.HEALTH_PORT === undefined
      ? undefined
      : listenForHealth(house, state, { host: settings.HEALTH_HOST, port: settings.HEALTH_PORT });
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

/**
 * `/livez` while the process lives; `/readyz` while it takes jobs and its database answers; `/metrics` what the queues
 * hold, for an autoscaler.
 */
function listenForHealth(
  house: WorkerHouse,
  state: { isStarted: boolean; isStopping: boolean },
  { host, port }: { host: string; port: number },
): Server {
  const statusOf = async (path: string | undefined) => {
    if (path === "/livez") return 200;
    if (path !== "/readyz") return 404;
    return state.isStarted && !state.isStopping && (await house.isReady()) ? 200 : 503;
  };
  const answer = async (path: string | undefined) => {
    if (path === "/metrics") return { status: 200, text: await house.metrics() };
    const status = await statusOf(path);
    return { status, text: status === 200 ? "ok\n" : "not ready\n" };
  };
  const server = createServer((request, response) => {
    answer(request.url)
      .catch((error: unknown) => {
        house.log.warn({ error }, "health not told");
        return { status: 503, text: "not ready\n" };
      })
      .then(({ status, text }) =>
        response.writeHead(status, { "content-type": "text/plain; version=0.0.4" }).end(text),
      )
      .catch(() => response.destroy());
  });
  return server.listen(port, host, () => {
    const at = server.address();
    house.log.info(
      { url: `http://${host}:${typeof at === "object" && at !== null ? at.port : port}` },
      "health listens",
    );
  });
}

try {
  await start(readSettings());
} catch (error) {
  process.stderr.write(
    `${isAppError(error) ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}
