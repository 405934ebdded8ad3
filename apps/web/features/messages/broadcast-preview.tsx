import type { BroadcastPreviewDto, PreviewBroadcastInput } from "@stead/contracts/messages";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { SkeletonText } from "@stead/ui/skeleton";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { messages as text } from "../../messages/en/messages.ts";

type Props = {
  readonly texts: PreviewBroadcastInput;
  readonly preview: BroadcastPreviewDto | undefined;
  /** There is a text to be read. */
  readonly isAsked: boolean;
  readonly error: unknown;
};

/** Who gets it, and the first few texts as they will be read. */
export function BroadcastPreview({ texts, preview, isAsked, error }: Props) {
  return (
    <aside aria-label={text.preview} className="grid content-start gap-3 lg:sticky lg:top-20 lg:self-start">
      <h2 className="text-lg font-semibold">{text.preview}</h2>
      {Boolean(error) && (
        <Callout tone="warn">
          <p>{[...viewError(error).fields.values()].join(" ") || viewError(error).message}</p>
        </Callout>
      )}
      {!isAsked && <p className="text-ink-2">{text.previewEmpty}</p>}
      {isAsked && preview === undefined && !error && <SkeletonText lines={4} />}
      {isAsked && preview && (
        <>
          <p className="flex flex-wrap gap-2 text-ink-2">
            <span>{text.previewCount(preview.recipientCount)}</span>
            {preview.withoutAddressCount > 0 && (
              <Badge tone="warn">{text.withoutAddress(preview.withoutAddressCount)}</Badge>
            )}
            {preview.optedOutCount > 0 && <Badge>{text.optedOut(preview.optedOutCount)}</Badge>}
          </p>
          {preview.recipients.length === 0 && <p className="text-ink-2">{text.nobody}</p>}
          <Recipients key={JSON.stringify(preview)} texts={texts} first={preview} />
        </>
      )}
    </aside>
  );
}

/** A few at a time: the first ones, then those behind them, until they begin anew. */
function Recipients({
  texts,
  first,
}: {
  readonly texts: PreviewBroadcastInput;
  readonly first: BroadcastPreviewDto;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [recipients, setRecipients] = useState(first.recipients);
  const next = useMutation({
    mutationFn: () =>
      queryClient.fetchQuery(
        trpc.messages.previewBroadcast.queryOptions({ ...texts, after: recipients.at(-1)?.leaseId }),
      ),
    onSuccess: (page) => setRecipients(page.recipients.length > 0 ? page.recipients : first.recipients),
  });
  return (
    <>
      {recipients.map((recipient) => (
        <article key={recipient.leaseId} className="rounded-md border border-line bg-surface p-4">
          <p className="flex flex-wrap justify-between gap-2 text-sm text-ink-2">
            <span>
              {recipient.name}, {recipient.unit}
            </span>
            <span>{recipient.address ?? text.withoutAddress(1)}</span>
          </p>
          {recipient.channel === "email" && <h3 className="mt-1 font-semibold">{recipient.subject}</h3>}
          <p className="mt-1 break-words whitespace-pre-wrap">{recipient.body}</p>
        </article>
      ))}
      {first.recipientCount > first.recipients.length && (
        <div>
          <Button size="sm" isLoading={next.isPending} onClick={() => next.mutate()}>
            {text.next}
          </Button>
        </div>
      )}
    </>
  );
}
