"use client";

import type { CollectionDto } from "@stead/contracts/collecting";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { CopyText } from "@stead/ui/copy-text";
import { InstantText } from "@stead/ui/date-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { lazy, Suspense, useState } from "react";
import { MoneyTitle } from "../../lib/money-title.tsx";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { collecting as text } from "../../messages/en/collecting.ts";
import { payments } from "../../messages/en/payments.ts";
import { records } from "../../messages/en/records.ts";
import { CollectionBadge } from "./collection-state.tsx";
import { CollectionWatch } from "./collection-watch.tsx";
import { ProviderEvents } from "./provider-events.tsx";
import { useCollection } from "./use-collection.ts";

const CollectDialog = lazy(() => import("./collect-dialog.tsx"));

/** One collection: whom, how much, what the provider said, and what it sent. */
export function CollectionPage() {
  const query = useCollection(useRecordId());
  return (
    <RecordView query={query} back={{ href: "/collections", label: text.title }}>
      {(collection) => <CollectionRecord collection={collection} />}
    </RecordView>
  );
}

function CollectionRecord({ collection }: { readonly collection: CollectionDto }) {
  const canAsk = useCan("payments:write");
  const [isAsking, setAsking] = useState(false);
  const { amountMinor, currency, tenantName, leaseId, leaseNumber, unitLabel, propertyName } = collection;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: text.title, href: "/collections" }, { label: text.collectionOf(tenantName) }]}
          />
        }
        title={
          <MoneyTitle amountMinor={amountMinor} currency={currency}>
            {tenantName}
          </MoneyTitle>
        }
        status={<CollectionBadge state={collection.state} />}
      >
        <TextLink href={`/leases/${leaseId}`}>{text.leaseNumber(leaseNumber)}</TextLink>
        <span>{[unitLabel, propertyName].filter(Boolean).join(", ")}</span>
        <span>{payments.rails[collection.rail]}</span>
      </PageHeader>
      <div className="grid gap-8">
        <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
          <CollectionWatch collection={collection} onAskAgain={canAsk ? () => setAsking(true) : undefined} />
          <CollectionFacts collection={collection} />
        </div>
        <ProviderEvents of={{ attemptId: collection.id }} />
      </div>
      {isAsking && (
        <Suspense>
          <CollectDialog leaseId={leaseId} openMinor={amountMinor} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}

function CollectionFacts({ collection }: { readonly collection: CollectionDto }) {
  const { accountLabel, payerHint, reference, createdAt, expiresAt, finishedAt, resultCode } = collection;
  const items: Description[] = [
    { term: text.by, value: accountLabel },
    { term: text.payer, value: payerHint },
    { term: text.reference, value: <CopyText text={reference} /> },
    { term: text.asked, value: <InstantText instant={createdAt} /> },
    finishedAt === null
      ? { term: text.ends, value: <InstantText instant={expiresAt} /> }
      : { term: text.finished, value: <InstantText instant={finishedAt} /> },
    { term: text.code, value: resultCode && <CopyText text={resultCode} /> },
  ];
  return (
    <Section title={text.facts}>
      <DescriptionList items={items.filter(({ value }) => Boolean(value))} />
    </Section>
  );
}
