import { createServer, type Server } from "node:http";
import type { Logger } from "@stead/kernel/logger";
import { expositionType } from "./exposition.ts";

export type HealthPort = {
  host: string;
  port: number;
  /** Whether the process may be given work. */
  isReady(this: void): Promise<boolean>;
  /** The metrics as text. */
  expose(this: void): Promise<string>;
  log: Pick<Logger, "info" | "warn">;
};

/**
 * A port that is for the operator alone: `/livez` while the process lives, `/readyz` while it may be given work,
 * `/metrics` in Prometheus' text format. Who closes it closes its connections.
 */
export function openHealthPort({ host, port, isReady, expose, log }: HealthPort): Server {
  const answer = async (path: string | undefined) => {
    if (path === "/metrics") return { status: 200, type: expositionType, text: await expose() };
    const isKnown = path === "/livez" || path === "/readyz";
    const isWell = path === "/livez" || (isKnown && (await isReady()));
    return {
      status: isWell ? 200 : isKnown ? 503 : 404,
      type: "text/plain",
      text: isWell ? "ok\n" : "not ready\n",
    };
  };
  const server = createServer((request, response) => {
    answer(request.url)
      .catch((error: unknown) => {
        log.warn({ error }, "health not told");
        return { status: 503, type: "text/plain", text: "not ready\n" };
      })
      .then(({ status, type, text }) => response.writeHead(status, { "content-type": type }).end(text))
      .catch(() => response.destroy());
  });
  return server.listen(port, host, () => {
    const at = server.address();
    const open = typeof at === "object" && at !== null ? at.port : port;
    log.info({ url: `http://${host}:${open}` }, "health listens");
  });
}
