import type { QueueJobDto } from "@stead/contracts/queues";
import type { TableColumn } from "@stead/ui/table";
import { formatCount } from "../../lib/format.ts";
import { queues as text } from "../../messages/en/queues.ts";
import { JobPayload } from "./job-payload.tsx";

type Queued = Pick<QueueJobDto, "name" | "attempts" | "payload">;

/** What every list of jobs shows of one. */
export const queueColumn: TableColumn<Queued> = {
  id: "queue",
  header: text.queue,
  cell: ({ name }) => <span className="font-mono text-sm">{name}</span>,
  width: 190,
  phone: "title",
};
export const payloadColumn: TableColumn<Queued> = {
  id: "payload",
  header: text.payload,
  cell: ({ payload }) => <JobPayload payload={payload} />,
};
export const triesColumn: TableColumn<Queued> = {
  id: "tries",
  header: text.tries,
  cell: ({ attempts }) => formatCount(attempts),
  align: "right",
  width: 70,
  from: "lg",
};
