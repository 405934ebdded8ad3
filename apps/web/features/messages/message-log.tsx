"use client";

import { PageHeader } from "@stead/ui/page-header";
import { messages as text } from "../../messages/en/messages.ts";
import { MessageTable } from "./message-table.tsx";

/** Everything that the agency has sent. */
export function MessageLog() {
  return (
    <>
      <PageHeader title={text.log}>{text.logHelp}</PageHeader>
      <MessageTable label={text.log} />
    </>
  );
}
