"use client";

import { StatusBadge } from "@stead/ui/badge";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { ErrorState } from "@stead/ui/error-state";
import { PageHeader } from "@stead/ui/page-header";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useLive } from "../../lib/live.ts";
import { messages } from "../../messages/en/messages.ts";
import { messageTones } from "../messages/message-tones.ts";
import { settings as text } from "../../messages/en/settings.ts";

/** For operators: mail that an installation without a mail server has kept. */
export function KeptMail() {
  const trpc = useTRPC();
  const query = useQuery(trpc.access.listKeptMails.queryOptions());
  useLive("mailbox.changed", () => void query.refetch());
  const failure = query.error && !query.data ? viewError(query.error) : null;
  return (
    <div className="max-w-3xl">
      <PageHeader title={text.mailTitle}>{text.mailHelp}</PageHeader>
      {failure && (
        <ErrorState title={failure.title} requestId={failure.requestId} onRetry={() => void query.refetch()}>
          {failure.message}
        </ErrorState>
      )}
      {query.isPending && <SkeletonText lines={6} />}
      {query.data?.length === 0 && <EmptyState title={text.noMail} />}
      <ul className="grid gap-4">
        {query.data?.map((mail) => (
          <li key={mail.id} className="rounded-md border border-line bg-surface p-4">
            <p className="flex flex-wrap justify-between gap-2 text-sm text-ink-2">
              <span>{mail.toAddress}</span>
              <InstantText instant={mail.createdAt} />
            </p>
            {mail.subject && <h2 className="mt-1 font-semibold">{mail.subject}</h2>}
            <p className="mt-1">
              <StatusBadge tone={messageTones[mail.status] ?? "neutral"}>
                {messages.statuses[mail.status] ?? mail.status}
              </StatusBadge>
            </p>
            {mail.reason && <p className="mt-2 text-ink-2">{mail.reason}</p>}
            <pre className="mt-2 font-sans break-words whitespace-pre-wrap">
              {mail.body ?? messages.leftHouse}
            </pre>
            {mail.links.length > 0 && (
              <ul className="mt-2 grid gap-1">
                {mail.links.map(({ label, url }) => (
                  <li key={url}>
                    {label}:{" "}
                    <a href={url} className="text-link break-all">
                      {new URL(url, location.origin).href}
                    </a>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
