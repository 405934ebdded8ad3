import type { FastifyInstance } from "fastify";

export type Health = { isStopping: boolean; isReady(): Promise<boolean> };

/** `/livez`: the process answers. `/readyz`: it may be given requests. */
export function tellHealth(app: FastifyInstance, health: Health): void {
  app.get("/livez", async () => ({ isAlive: true }));
  app.get("/readyz", async (_request, reply) => {
    const isReady = !health.isStopping && (await health.isReady());
    return reply.code(isReady ? 200 : 503).send({ isReady });
  });
}
