"use client";

import { TextLink } from "@stead/ui/link";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { home, lists as text } from "../../messages/en/portal.ts";
import { PaymentRow } from "./payment-rows.tsx";
import { PortalList, PortalListPage } from "./portal-list.tsx";
import { usePortal } from "./use-portal.ts";

/** Every payment of a lease with its receipt, newest first. */
export function PaymentsPage() {
  const trpc = useTRPC();
  const { lease, hrefOf } = usePortal();
  const query = useInfiniteQuery(
    trpc.portal.listPayments.infiniteQueryOptions(
      { leaseId: lease.id },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return (
    <PortalListPage
      title={text.payments}
      help={text.paymentsHelp}
      actions={<TextLink href={hrefOf("account")}>{home.history}</TextLink>}
    >
      <PortalList
        label={text.payments}
        query={query}
        rows={query.data?.pages.flatMap(({ items }) => items)}
        empty={{ title: text.noPayments, help: text.noPaymentsHelp }}
        keyOf={({ id }) => id}
        more={hasNextPage ? { isLoading: isFetchingNextPage, load: () => void fetchNextPage() } : undefined}
      >
        {(payment) => <PaymentRow payment={payment} />}
      </PortalList>
    </PortalListPage>
  );
}
