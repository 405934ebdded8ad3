import type { SystemDb } from "@stead/db/system";
import { assert } from "@stead/kernel/errors";

/** A numbered event, as it is told. */
export type LoggedEvent = {
  seq: number;
  agencyId: string | null;
  kind: string;
  userId: string | null;
  propertyId: string | null;
  /** JSON. */
  payload: string;
};

/** The numbers in use: `lastSeq` was given last, everything up to `sweptSeq` may be gone. */
export type EventClock = { lastSeq: number; sweptSeq: number };

/** The numbered events of every agency, for a process that tells them to those who may see them. */
export type EventLog = {
  clock(): Promise<EventClock>;
  /** What comes behind a number, in order. */
  after(seq: number, limit: number): Promise<LoggedEvent[]>;
  /** The same for those of one agency, of none, or to one person, up to a number. */
  ofReader(
    reader: { agencyId: string | null; userId: string | null },
    range: { after: number; upTo: number; limit: number },
  ): Promise<LoggedEvent[]>;
};

const columns = `seq, agency_id as "agencyId", kind, user_id as "userId", property_id as "propertyId", payload::text as payload`;

const clock = {
  name: "event_clock_read",
  text: `select last_seq as "lastSeq", swept_seq as "sweptSeq" from event_clock where id = 1`,
};
const after = {
  name: "events_after",
  text: `select ${columns} from events where seq > $1 order by seq limit $2`,
};
const ofReader = {
  name: "events_of_reader",
  text: `select ${columns} from events
    where seq > $3 and seq <= $4 and (agency_id = $1 or (agency_id is null and (user_id is null or user_id = $2)))
    order by seq limit $5`,
};

export function openEventLog(system: Pick<SystemDb, "sql">): EventLog {
  return {
    clock: async () => {
      const [row] = await system.sql<EventClock>(clock);
      assert(row, "events: there is no clock");
      return row;
    },
    after: (seq, limit) => system.sql<LoggedEvent>(after, seq, limit),
    ofReader: ({ agencyId, userId }, { after: from, upTo, limit }) =>
      system.sql<LoggedEvent>(ofReader, agencyId, userId, from, upTo, limit),
  };
}
