"use client";

import type { BroadcastDto } from "@stead/contracts/messages";
import { StatusBadge } from "@stead/ui/badge";
import { Button, ButtonLink } from "@stead/ui/button";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { InstantText } from "@stead/ui/date-text";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import { SkeletonText } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatCount } from "../../lib/format.ts";
import { useLive } from "../../lib/live.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { forms } from "../../messages/en/forms.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { messageTones } from "./message-tones.ts";
import { MessageTable } from "./message-table.tsx";

const StartBroadcast = lazy(async () => ({
  default: (await import("./start-broadcast.tsx")).StartBroadcast,
}));
const AudienceSection = lazy(() => import("./audience-section.tsx"));

/** One message to many: how far it is, live, and what became of it for each tenant. */
export function BroadcastPage() {
  const id = useRecordId();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useQuery({
    ...trpc.messages.getBroadcast.queryOptions({ id: id ?? "" }),
    enabled: id !== null,
  });
  useLive("broadcast.changed", (change) => {
    if (change.id !== id) return;
    queryClient.setQueryData(
      trpc.messages.getBroadcast.queryKey({ id }),
      (data) => data && { ...data, ...change },
    );
    if (change.status === "done") void queryClient.invalidateQueries({ queryKey: trpc.messages.pathKey() });
  });
  const broadcast = query.data;
  if (query.error && !broadcast) return <QueryFailure query={query} />;
  if (!broadcast) return <SkeletonText lines={10} />;
  return (
    <>
      <PageHeader
        title={broadcast.name}
        status={
          <StatusBadge tone={messageTones[broadcast.status] ?? "neutral"}>
            {text.statuses[broadcast.status]}
          </StatusBadge>
        }
        actions={<Actions broadcast={broadcast} />}
      >
        <span>{text.channels[broadcast.channel]}</span>
        <ScheduledFor broadcast={broadcast} />
      </PageHeader>
      <Figures broadcast={broadcast} />
      <div className="mb-6 grid items-start gap-6 lg:grid-cols-2">
        <div className="rounded-md border border-line p-4">
          {broadcast.subject && <h2 className="font-semibold">{broadcast.subject}</h2>}
          <p className="mt-1 break-words whitespace-pre-wrap text-ink-2">{broadcast.body}</p>
        </div>
        <Suspense fallback={<SkeletonText lines={3} />}>
          <AudienceSection broadcast={broadcast} />
        </Suspense>
      </div>
      <MessageTable label={text.recipients} of={{ broadcastId: broadcast.id }} />
    </>
  );
}

function ScheduledFor({ broadcast }: { readonly broadcast: BroadcastDto }) {
  const zone = useSession().agency.timeZone;
  if (broadcast.status !== "scheduled" || broadcast.scheduledAt === null) return null;
  return (
    <span>
      {text.scheduledFor} <InstantText instant={broadcast.scheduledAt} zone={zone} />
    </span>
  );
}

function Figures({ broadcast }: { readonly broadcast: BroadcastDto }) {
  const { sent, failed, stopped, uncertain } = broadcast.counts;
  const tried = sent + failed + stopped + uncertain;
  return (
    <div className="mb-6 grid gap-4">
      {broadcast.status === "sending" && (
        <Progress
          label={text.statuses["sending"]}
          value={tried}
          max={Math.max(1, broadcast.recipientCount)}
          note={text.progress(tried, broadcast.recipientCount)}
        />
      )}
      <StatRow>
        <Stat label={text.recipients} value={formatCount(broadcast.recipientCount)} />
        <Stat label={text.sent} value={formatCount(sent)} href="?status=sent" />
        <Stat label={text.statuses["failed"]} value={formatCount(failed)} href="?status=failed" />
        <Stat label={text.statuses["stopped"]} value={formatCount(stopped)} href="?status=stopped" />
        <Stat label={text.statuses["uncertain"]} value={formatCount(uncertain)} href="?status=uncertain" />
      </StatRow>
    </div>
  );
}

function Actions({ broadcast }: { readonly broadcast: BroadcastDto }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canWrite = useCan("messages:write");
  const [isCancelling, setCancelling] = useState(false);
  const after = {
    onSuccess: async () => {
      setCancelling(false);
      await queryClient.invalidateQueries({ queryKey: trpc.messages.pathKey() });
    },
    onError: (error: unknown) => notify({ title: viewError(error).message, tone: "bad" }),
  };
  const pause = useMutation(trpc.messages.pauseBroadcast.mutationOptions(after));
  const resume = useMutation(trpc.messages.resumeBroadcast.mutationOptions(after));
  const cancel = useMutation(trpc.messages.cancelBroadcast.mutationOptions(after));
  const { id, version, status } = broadcast;
  if (!canWrite || status === "done" || status === "cancelled") return null;
  return (
    <>
      <Button onClick={() => setCancelling(true)}>{text.cancel}</Button>
      {status === "sending" && <Button onClick={() => pause.mutate({ id, version })}>{text.pause}</Button>}
      {status === "paused" && (
        <Button variant="primary" onClick={() => resume.mutate({ id, version })}>
          {text.resume}
        </Button>
      )}
      {status === "draft" && (
        <>
          <ButtonLink href={`/messages/${id}/edit`}>{forms.edit}</ButtonLink>
          <Suspense>
            <StartBroadcast broadcast={broadcast} />
          </Suspense>
        </>
      )}
      <ConfirmDialog
        isOpen={isCancelling}
        title={text.cancelTitle}
        confirmLabel={text.cancel}
        onCancel={() => setCancelling(false)}
        onConfirm={() => cancel.mutate({ id, version })}
        isBusy={cancel.isPending}
      >
        <p>{text.cancelNote}</p>
      </ConfirmDialog>
    </>
  );
}
