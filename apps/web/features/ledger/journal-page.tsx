"use client";

import type { JournalDto } from "@stead/contracts/ledger";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { CopyText } from "@stead/ui/copy-text";
import { CivilDateText, InstantText } from "@stead/ui/date-text";
import { DescriptionList } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { ledger as text } from "../../messages/en/ledger.ts";
import { records } from "../../messages/en/records.ts";
import { JournalLines } from "./journal-lines.tsx";

/** One journal of the books: what happened, its lines, and where it came from. */
export function JournalPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery({ ...trpc.ledger.getJournal.queryOptions({ id: id ?? "" }), enabled: id !== null });
  return (
    <RecordView query={query} back={{ href: "/accounts", label: text.title }}>
      {(journal) => <JournalRecord journal={journal} />}
    </RecordView>
  );
}

function sourceOf({ event, entityId }: JournalDto): { href: string; label: string } | null {
  if (event === "invoice.issued") return { href: `/invoices/${entityId}`, label: text.openSource.invoice };
  if (/^(payment|allocation)\./.test(event))
    return { href: `/payments/${entityId}`, label: text.openSource.payment };
  return null;
}

function JournalRecord({ journal }: { readonly journal: JournalDto }) {
  const source = sourceOf(journal);
  const leaseIds = [...new Set(journal.lines.flatMap(({ leaseId }) => leaseId ?? []))];
  const facts = [
    {
      term: text.event,
      value: (
        <TextLink isQuiet href={`/accounts?event=${journal.event}`}>
          {text.eventName(journal.event)}
        </TextLink>
      ),
    },
    { term: text.postedBy, value: journal.createdByName ?? text.bySystem },
    { term: text.postedAt, value: <InstantText instant={journal.createdAt} /> },
    ...leaseIds.map((leaseId) => ({
      term: text.lease,
      value: <TextLink href={`/leases/${leaseId}`}>{text.openLease}</TextLink>,
    })),
    { term: text.key, value: <CopyText text={journal.postingKey} className="mono break-all" /> },
  ];
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: text.title, href: "/accounts" }, { label: text.journalWord }]}
          />
        }
        title={journal.memo}
        actions={source && <ButtonLink href={source.href}>{source.label}</ButtonLink>}
      >
        <CivilDateText date={journal.occurredOn} />
        <span>{text.eventName(journal.event)}</span>
      </PageHeader>
      <div className="grid gap-8">
        {journal.reversesId && <Linked label={text.reverses} id={journal.reversesId} />}
        {journal.reversedById && <Linked label={text.reversedBy} id={journal.reversedById} />}
        <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
          <Section title={text.lines}>
            <JournalLines lines={journal.lines} />
          </Section>
          <DescriptionList items={facts} className="content-start" />
        </div>
      </div>
    </>
  );
}

function Linked({ label, id }: { readonly label: string; readonly id: string }) {
  return (
    <Callout
      tone="warn"
      title={label}
      action={
        <ButtonLink size="sm" href={`/journals/${id}`}>
          {text.openJournal}
        </ButtonLink>
      }
    />
  );
}
