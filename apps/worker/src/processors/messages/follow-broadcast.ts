import type { Handler } from "@stead/queue/handlers";
import { followBroadcast as follow } from "@stead/services/messages";
import type { WorkerDeps } from "../../deps.ts";

export function followBroadcast(deps: WorkerDeps): Handler<"messages.follow-broadcast"> {
  return { run: async ({ broadcastId }, job) => follow(await deps.contextOf(job), broadcastId) };
}
