import Fastify, { type FastifyInstance } from "fastify";
import { registerControl } from "./control/routes.ts";
import { registerBank } from "./jirani/routes.ts";
import { registerMpesa } from "./mpesa/routes.ts";
import { registerPages } from "./pages/routes.ts";
import type { Sandbox } from "./sandbox.ts";
import { stripeRoutes } from "./stripe/routes/index.ts";
import { registerStripe } from "./stripe/serve.ts";

const bodyLimitBytes = 1024 * 1024;

/** The HTTP side of the providers. Whatever is answered is on disk first. */
export function buildApp(sandbox: Sandbox): FastifyInstance {
  const app = Fastify({ bodyLimit: bodyLimitBytes, forceCloseConnections: true, logger: false });
  app.addHook("onSend", async () => sandbox.store.settled());
  app.get("/healthz", () => ({ status: "ok" }));
  void app.register(async (server) => registerPages(server, sandbox));
  void app.register(async (server) => registerControl(server, sandbox), { prefix: "/sandbox" });
  void app.register(async (server) => registerStripe(server, sandbox.stripe, stripeRoutes), {
    prefix: "/v1",
  });
  void app.register(async (server) => registerBank(server, sandbox.bank), { prefix: "/jirani/v1" });
  void app.register(async (server) => registerMpesa(server, sandbox.mobileMoney));
  app.addHook("onClose", () => sandbox.close());
  return app;
}
