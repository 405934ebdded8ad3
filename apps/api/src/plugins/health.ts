import type { FastifyInstance } from "fastify";

export type Health = {
  isStopping: boolean;
  isReady(): Promise<boolean>;
  /** How far the database's replicas are behind; without them requests are answered as well. */
  replicas(): readonly { name: string; state: string; lagBytes: number | null; lagMs: number | null }[];
};

/** `/livez`: the process answers. `/readyz`: it may be given requests. */
export function tellHealth(app: FastifyInstance, health: Health): void {
  app.get("/livez", async () => ({ isAlive: true }));
  app.get("/readyz", async (_request, reply) => {
    const isReady = !health.isStopping && (await health.isReady());
    const replicas = health
      .replicas()
      .map(({ name, state, lagBytes, lagMs }) => ({ name, state, lagBytes, lagMs }));
    return reply.code(isReady ? 200 : 503).send({ isReady, ...(replicas.length > 0 && { replicas }) });
  });
}
