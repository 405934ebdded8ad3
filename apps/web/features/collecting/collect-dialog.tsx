"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { Button, ButtonLink } from "@stead/ui/button";
import { Dialog } from "@stead/ui/dialog";
import { EmptyState } from "@stead/ui/empty-state";
import { SkeletonForm, SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { FormFailure } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useLease } from "../../lib/lease-picker.tsx";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { collect as text } from "../../messages/en/collecting.ts";
import { CollectFields } from "./collect-fields.tsx";
import { CollectionWatch } from "./collection-watch.tsx";
import { asksByPrompt, useCollect, type Collect } from "./use-collect.ts";

type DialogProps = {
  readonly leaseId: string;
  /** What is open of the invoice that it was opened from; what is open on the lease otherwise. */
  readonly openMinor?: number;
  readonly onClose: () => void;
};

/** Asks a tenant for money and watches what becomes of it. */
export default function CollectDialog({ leaseId, openMinor, onClose }: DialogProps) {
  const trpc = useTRPC();
  const lease = useLease(leaseId);
  const rails = useQuery(trpc.rails.list.queryOptions({}));
  const failed = [lease, rails].find(({ error, data }) => error && !data);
  if (lease.data === undefined || rails.data === undefined)
    return (
      <Dialog isOpen onClose={onClose} title={text.collect}>
        {failed ? <QueryFailure query={failed} /> : <SkeletonForm />}
      </Dialog>
    );
  const { currency, tenantName } = lease.data;
  const accounts = rails.data.items.filter((account) => account.isActive && account.currency === currency);
  if (accounts.length === 0)
    return (
      <Dialog isOpen onClose={onClose} title={text.title(tenantName)}>
        <EmptyState
          title={text.noAccount(currency)}
          action={<ButtonLink href="/settings/providers">{text.toProviders}</ButtonLink>}
        >
          {text.noAccountHelp}
        </EmptyState>
      </Dialog>
    );
  return (
    <CollectSteps
      lease={lease.data}
      accounts={accounts}
      openMinor={openMinor ?? lease.data.openMinor}
      onClose={onClose}
    />
  );
}

type StepsProps = {
  readonly lease: LeaseDto;
  readonly accounts: readonly RailAccountDto[];
  readonly openMinor: number;
  readonly onClose: () => void;
};

function CollectSteps({ lease, accounts, openMinor, onClose }: StepsProps) {
  const collect = useCollect({ lease, accounts, openMinor });
  const { account, parts, start, sentId, phone } = collect;
  if (sentId !== null) return <Sent collect={collect} lease={lease} onClose={onClose} />;
  const part = parts?.[0];
  const isPrompt = account !== undefined && asksByPrompt(account);
  const amount = part === undefined ? null : moneyText(part, lease.currency);
  const label = isPrompt ? text.send : text.sendLink;
  return (
    <FormDialog
      title={text.title(lease.tenantName)}
      description={openMinor > 0 ? undefined : text.none}
      submitLabel={amount === null ? text.plain : label(amount)}
      isReady={part !== undefined && (!isPrompt || phone.trim() !== "")}
      isBusy={start.isPending}
      error={start.error}
      shown={["amountMinor", "phone", "railAccountId"]}
      onClose={onClose}
      onSubmit={() => collect.send(0)}
    >
      <CollectFields collect={collect} accounts={accounts} currency={lease.currency} openMinor={openMinor} />
    </FormDialog>
  );
}

type SentProps = { readonly collect: Collect; readonly lease: LeaseDto; readonly onClose: () => void };

/** The part that was asked for, live; the next one once it is paid. */
function Sent({ collect, lease, onClose }: SentProps) {
  const { collection, parts, place, start } = collect;
  const next = parts?.[place + 1];
  const isNext = next !== undefined && collection.data?.state === "paid";
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isDismissable={false}
      title={text.title(lease.tenantName)}
      description={collection.data && moneyText(collection.data.amountMinor, lease.currency)}
      footer={
        <>
          <Button onClick={onClose}>{text.close}</Button>
          {isNext && (
            <Button variant="primary" isLoading={start.isPending} onClick={() => collect.send(place + 1)}>
              {text.next(moneyText(next, lease.currency))}
            </Button>
          )}
        </>
      }
    >
      <FormFailure error={start.error} />
      {collection.error && !collection.data && <QueryFailure query={collection} />}
      {collection.data ? (
        <CollectionWatch
          collection={collection.data}
          email={collect.email}
          phone={collect.phone}
          onAskAgain={collect.askAgain}
        />
      ) : (
        <SkeletonText lines={3} />
      )}
    </Dialog>
  );
}
