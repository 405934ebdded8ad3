"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Callout } from "@stead/ui/callout";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { PageHeader } from "@stead/ui/page-header";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { payment as text, payments } from "../../messages/en/payments.ts";
import { records } from "../../messages/en/records.ts";
import { PaymentActions } from "./payment-actions.tsx";
import { PaymentAllocations } from "./payment-allocations.tsx";
import { PaymentFacts } from "./payment-facts.tsx";
import { PaymentLife } from "./payment-life.tsx";
import { PaymentParts } from "./payment-parts.tsx";
import { PaymentStatus } from "./payment-status.tsx";

const PaymentRefunds = lazy(() => import("../disbursements/payment-refunds.tsx"));
const PaymentOrigin = lazy(() => import("./payment-origin.tsx"));

/** Money that nobody recorded by hand: a provider told of it. */
const isByProvider = ({ rail }: PaymentDto) =>
  rail !== "cash" && rail !== "bank" && rail !== "opening" && rail !== "deposit";

/** One payment: its life on a line, where its money is, and why. */
export function PaymentPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery({ ...trpc.payments.get.queryOptions({ id: id ?? "" }), enabled: id !== null });
  return (
    <RecordView query={query} back={{ href: "/payments", label: payments.title }}>
      {(payment) => <PaymentRecord payment={payment} />}
    </RecordView>
  );
}

function PaymentRecord({ payment }: { readonly payment: PaymentDto }) {
  const title = payments.receipt(payment.number);
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: payments.title, href: "/payments" }, { label: title }]}
          />
        }
        title={
          <>
            {title}{" "}
            <Money
              amountMinor={payment.amountMinor}
              currency={payment.currency}
              hasCurrency
              isZeroShown
              className="font-normal text-ink-2"
            />
          </>
        }
        status={<PaymentStatus status={payment.status} />}
        actions={<PaymentActions payment={payment} />}
      >
        {payment.leaseId ? (
          <TextLink href={`/leases/${payment.leaseId}`}>
            {[payment.tenantName, payment.unitLabel, payment.propertyName].filter(Boolean).join(", ")}
          </TextLink>
        ) : (
          <span>{payments.unknownPayer}</span>
        )}
        <span>{payments.rails[payment.rail]}</span>
        <span>
          {payments.received} <CivilDateText date={payment.receivedOn} />
        </span>
      </PageHeader>
      <div className="grid gap-8">
        {payment.reversal && (
          <Callout tone="bad" title={text.reversedNotes[payment.reversal.kind]}>
            <CivilDateText date={payment.reversal.reversedOn} />: {payment.reversal.reason}
          </Callout>
        )}
        <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
          <PaymentParts payment={payment} />
          <PaymentFacts payment={payment} />
        </div>
        <PaymentAllocations payment={payment} />
        <Suspense>
          <PaymentRefunds payment={payment} />
        </Suspense>
        {isByProvider(payment) && (
          <Suspense>
            <PaymentOrigin payment={payment} />
          </Suspense>
        )}
        <PaymentLife payment={payment} />
      </div>
    </>
  );
}
