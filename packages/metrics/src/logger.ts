import type { Logger } from "@stead/kernel/logger";
import {
  destination as openDestination,
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type Logger as PinoLogger,
} from "pino";
import pretty from "pino-pretty";
import { redact } from "./redact.ts";

export type LoggerOptions = {
  level: "debug" | "info" | "warn" | "error" | "silent";
  /** Coloured lines for people instead of JSON lines for machines. */
  isPretty?: boolean;
  /** Fields of every line, such as the process's name. */
  fields?: object;
  /** Where lines go; standard output when left out. */
  destination?: DestinationStream;
};

/**
 * Lines are gathered for a moment: one write for each would cost a request more than making it. Writes are not left to
 * another thread, whose last one could come after what the exit writes.
 */
const gathered = { sync: true, minLength: 4_096, periodicFlush: 50 };

/** Standard output; what is gathered is written when the process exits, for whatever reason it can see. */
function openOutput(): DestinationStream {
  const output = openDestination(gathered);
  process.once("exit", () => output.flushSync());
  return output;
}

/** The process's logger. Fields pass through `redact`, a net under the rule that values are ids and counts. */
export function createLogger({ level, isPretty = false, fields = {}, destination }: LoggerOptions): Logger {
  const stream = isPretty
    ? pretty({
        ...(destination ? { destination } : {}),
        sync: true,
        ignore: "pid,hostname",
        translateTime: "HH:MM:ss.l",
      })
    : destination;
  const options = {
    level,
    base: fields,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return adapt(pino(options, stream ?? openOutput()));
}

function adapt(logger: PinoLogger): Logger {
  return {
    debug: (fields, event) => logger.isLevelEnabled("debug") && logger.debug(redact(fields), event),
    info: (fields, event) => logger.info(redact(fields), event),
    warn: (fields, event) => logger.warn(redact(fields), event),
    error: (fields, event) => logger.error(redact(fields), event),
    child: (fields) => adapt(logger.child(redact(fields))),
  };
}
