import {
  cacheSettings,
  databaseSettings,
  healthSettings,
  httpSettings,
  logSettings,
  mailSettings,
  platformSettings,
  queueSettings,
  railSettings,
  replicaSettings,
  retentionSettings,
  smsSettings,
  storageSettings,
} from "@stead/config/fragments";
import { parseSettings, type Variables } from "@stead/config/settings";
import { z } from "zod";

const WorkerSettings = z.object({
  ...databaseSettings,
  ...replicaSettings,
  ...retentionSettings,
  ...queueSettings,
  ...cacheSettings,
  ...railSettings,
  ...platformSettings,
  ...storageSettings,
  ...mailSettings,
  ...smsSettings,
  PUBLIC_URL: httpSettings.PUBLIC_URL,
  ...logSettings,
  ...healthSettings,
  DRAIN_SECONDS: z.coerce
    .number("write a number of seconds")
    .int()
    .min(0)
    .max(3_600)
    .default(10)
    .describe("time that running jobs get when the process stops"),
  JOB_LOCK_SECONDS: z.coerce
    .number("write a number of seconds")
    .int()
    .min(2)
    .max(600)
    .default(30)
    .describe("silence after which a job is given to another worker"),
});

export type WorkerSettings = z.output<typeof WorkerSettings>;

/** The settings of the worker process. Throws INVALID with all that is wrong. */
export function readSettings(variables: Variables = process.env): WorkerSettings {
  return parseSettings(WorkerSettings, variables);
}
