import type { Page } from "@stead/contracts/lists";
import type { ListMessagesInput, MessageDto } from "@stead/contracts/messages";
import {
  condition,
  readPage,
  readWhole,
  requirePermission,
  requireWholeAgency,
  when,
  type ListSpec,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import { messageColumns } from "./rows.ts";

/** Mails and text messages of the agency, newest first. */
export async function listMessages({ ctx, input }: Verb<ListMessagesInput>): Promise<Page<MessageDto>> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  return readPage<MessageDto>(ctx, specOf(input), input);
}

/** Every message of the list instead of a page of them. */
export async function readAllMessages({
  ctx,
  input,
  tx,
}: Whole<ListMessagesInput>): Promise<WholeList<MessageDto>> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  return readWhole(ctx, tx, specOf(input));
}

function specOf(input: ListMessagesInput): ListSpec<MessageDto> {
  return {
    name: "messages_list",
    select: messageColumns,
    from: "messages m",
    where: [
      condition("m.agency_id = $1"),
      when(input.status, (status) => condition("m.status = ?", status)),
      when(input.channel, (channel) => condition("m.channel = ?", channel)),
      when(input.kind, (kind) => condition("m.kind = ?", kind)),
      when(input.broadcastId, (id) => condition("m.broadcast_id = ?::uuid", id)),
      when(input.leaseId, (id) => condition("m.lease_id = ?::uuid", id)),
      when(input.contactId, (id) => condition("m.contact_id = ?::uuid", id)),
    ],
    order: { name: "made", columns: [{ expression: "m.id", type: "uuid" }], direction: "desc" },
    cursorOf: (row) => [row.id],
  };
}
