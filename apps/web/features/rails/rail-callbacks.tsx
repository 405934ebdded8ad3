"use client";

import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { CopyText } from "@stead/ui/copy-text";
import { InstantText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { Skeleton } from "@stead/ui/skeleton";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatDay } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { rails as text } from "../../messages/en/rails.ts";
import { useShowAccount } from "./use-rail-account.ts";

type CallbacksProps = { readonly account: RailAccountDto; readonly canWrite: boolean };

/** Where the provider calls, whether it was told, and a new address when the old one got about. */
export function RailCallbacks({ account, canWrite }: CallbacksProps) {
  const trpc = useTRPC();
  const show = useShowAccount();
  const register = useMutation(
    trpc.rails.register.mutationOptions({ onSuccess: (answer) => show(answer.account) }),
  );
  const { registeredAt } = account;
  return (
    <Section
      title={text.callbacks}
      description={text.callbacksHelp}
      actions={
        canWrite && (
          <Button
            size="sm"
            isLoading={register.isPending}
            onClick={() => register.mutate({ id: account.id })}
          >
            {registeredAt === null ? text.register : text.registerAgain}
          </Button>
        )
      }
    >
      <div className="grid grid-cols-1 gap-3">
        {registeredAt === null ? (
          <Callout tone="warn">{text.notRegistered}</Callout>
        ) : (
          <p>
            {text.registeredOn} · <InstantText instant={registeredAt} />
          </p>
        )}
        {register.data && <Callout tone={register.data.isOk ? "good" : "bad"}>{register.data.text}</Callout>}
        {register.error && (
          <Callout tone="bad" title={text.noAnswer}>
            {viewError(register.error).message}
          </Callout>
        )}
        {canWrite && <CallbackAddress accountId={account.id} />}
      </div>
    </Section>
  );
}

function CallbackAddress({ accountId: id }: { readonly accountId: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const options = trpc.rails.callbackAddress.queryOptions({ id });
  const query = useQuery(options);
  const renew = useMutation(
    trpc.rails.renewCallbackAddress.mutationOptions({
      onSuccess: (made) => {
        queryClient.setQueryData(options.queryKey, made);
        setAsking(false);
      },
    }),
  );
  if (query.error && !query.data) return <QueryFailure query={query} />;
  const until = query.data?.previousEndsAt ?? null;
  return (
    <>
      {query.data ? (
        <p className="rounded-md bg-sunken px-3 py-2">
          <CopyText text={query.data.url} />
        </p>
      ) : (
        <Skeleton className="h-9 w-full" />
      )}
      {until !== null && <Callout tone="warn">{text.renewed(formatDay(until.slice(0, 10)))}</Callout>}
      <div>
        <Button size="sm" variant="quiet" onClick={() => setAsking(true)}>
          {text.renew}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={text.renewTitle}
        confirmLabel={text.renew}
        tone="danger"
        isBusy={renew.isPending}
        error={renew.error ? viewError(renew.error).message : null}
        onCancel={() => setAsking(false)}
        onConfirm={() => renew.mutate({ id })}
      >
        {text.renewHelp}
      </ConfirmDialog>
    </>
  );
}
