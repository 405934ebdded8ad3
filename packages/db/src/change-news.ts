import type { Bus } from "@stead/kernel/bus";
import type { Logger } from "@stead/kernel/logger";
import { isId } from "@stead/kernel/ids";
import type { Db } from "./client.ts";

export type ChangeNewsOptions = {
  db: Pick<Db, "noteChange" | "position">;
  /** Carries the news to other processes; without one, each knows of its own changes. */
  bus: Bus | undefined;
  log: Logger;
};

export type ChangeNews = {
  /** Hears of what other processes changed. */
  start(): Promise<void>;
  /**
   * Something of the agency was committed by now. From here on nobody in this process reads what is older, and nobody in
   * another as soon as it hears. Answers where the log ends, undefined when the primary does not say.
   */
  changed(agencyId: string): Promise<string | undefined>;
  /** The same for what many do at once and nobody waits for: others hear of an agency once in a while. */
  note(agencyId: string): void;
  close(): void;
};

const gatherMs = 50;

const topic = "agency.changed";

/** What processes tell each other so that replicas answer nobody with what is older than a change that is known. */
export function openChangeNews({ db, bus, log }: ChangeNewsOptions): ChangeNews {
  const changed = async (agencyId: string) => {
    db.noteChange(agencyId);
    const position = await db.position();
    if (position === undefined) return undefined;
    bus
      ?.publish(topic, { agencyId, position })
      .catch((error: unknown) => log.debug({ error }, "others were not told of a change"));
    return position;
  };
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    for (const agencyId of gathered) void changed(agencyId);
    gathered.clear();
  };
  return {
    start: async () => {
      await bus?.subscribe(topic, (_topic, data) => {
        const agencyId: unknown = fieldOf(data, "agencyId");
        const position: unknown = fieldOf(data, "position");
        if (typeof agencyId === "string" && isId(agencyId) && typeof position === "string")
          db.noteChange(agencyId, position);
      });
    },
    changed,
    note: (agencyId) => {
      gathered.add(agencyId);
      timer ??= setTimeout(flush, gatherMs).unref();
    },
    close: () => clearTimeout(timer),
  };
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
}
