"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Tabs } from "@stead/ui/tabs";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { leases as text } from "../../messages/en/leases.ts";
import { records } from "../../messages/en/records.ts";
import { LeaseDeposit } from "../deposits/lease-deposit.tsx";
import { LeaseFigures } from "./lease-figures.tsx";
import { LeaseHeader } from "./lease-header.tsx";
import { LeaseLedger } from "./lease-ledger.tsx";
import { LeaseSchedule } from "./lease-schedule.tsx";
import { LeaseTerms } from "./lease-terms.tsx";

export type LeaseTab = "ledger" | "schedule" | "deposit" | "terms";

/** One lease: who, where, until when, what is open; then its ledger, schedule, deposit or terms. */
export function LeasePage({ tab }: { readonly tab: LeaseTab }) {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery(trpc.leases.get.queryOptions(id ? { id } : skipToken));
  return (
    <RecordView query={query} back={{ href: "/leases", label: text.allLeases }}>
      {(lease) => (
        <>
          <LeaseHeader lease={lease} />
          <Notes lease={lease} />
          <LeaseFigures lease={lease} />
          <Tabs
            label={records.views}
            className="mb-4"
            currentId={tab}
            tabs={[
              { id: "ledger", label: text.tabs.ledger, href: `/leases/${lease.id}` },
              { id: "schedule", label: text.tabs.schedule, href: `/leases/${lease.id}/schedule` },
              { id: "deposit", label: text.tabs.deposit, href: `/leases/${lease.id}/deposit` },
              { id: "terms", label: text.tabs.terms, href: `/leases/${lease.id}/terms` },
            ]}
          />
          {tab === "ledger" && <LeaseLedger lease={lease} />}
          {tab === "schedule" && <LeaseSchedule lease={lease} />}
          {tab === "deposit" && <LeaseDeposit leaseId={lease.id} />}
          {tab === "terms" && <LeaseTerms lease={lease} />}
        </>
      )}
    </RecordView>
  );
}

/** What must be known before anything else: a draft, a notice, a renewal. */
function Notes({ lease }: { readonly lease: LeaseDto }) {
  const { status, moveOutOn, renewedFromId, renewedToId } = lease;
  const other = renewedToId ?? renewedFromId;
  const isDraft = status === "draft" || status === "pending_signature";
  return (
    <div className="mb-5 grid gap-2 empty:hidden">
      {isDraft && <Callout>{text.draftNote}</Callout>}
      {status === "notice" && moveOutOn !== null && (
        <Callout tone="warn">{text.noticeNote(formatDay(moveOutOn))}</Callout>
      )}
      {other !== null && (
        <Callout
          action={
            <ButtonLink size="sm" href={`/leases/${other}`}>
              {text.openOther}
            </ButtonLink>
          }
        >
          {renewedToId === null ? text.renewedFrom : text.renewedTo}
        </Callout>
      )}
    </div>
  );
}
