import type { BroadcastPreviewDto } from "@stead/contracts/messages";
import { Badge } from "@stead/ui/badge";
import { Callout } from "@stead/ui/callout";
import { SkeletonText } from "@stead/ui/skeleton";
import { viewError } from "../../lib/errors.ts";
import { messages as text } from "../../messages/en/messages.ts";

/** Who gets it, and the first few texts as they will be read. */
export function BroadcastPreview({
  preview,
  isAsked,
  error,
}: {
  readonly preview: BroadcastPreviewDto | undefined;
  /** There is a text to be read. */
  readonly isAsked: boolean;
  readonly error: unknown;
}) {
  return (
    <aside aria-label={text.preview} className="grid content-start gap-3">
      <h2 className="text-lg font-semibold">{text.preview}</h2>
      {Boolean(error) && (
        <Callout tone="warn">
          <p>{[...viewError(error).fields.values()].join(" ") || viewError(error).message}</p>
        </Callout>
      )}
      {!isAsked && <p className="text-ink-2">{text.previewEmpty}</p>}
      {isAsked && preview === undefined && !error && <SkeletonText lines={4} />}
      {preview && (
        <p className="flex flex-wrap gap-2 text-ink-2">
          <span>{text.previewCount(preview.recipientCount)}</span>
          {preview.withoutAddressCount > 0 && (
            <Badge tone="warn">{text.withoutAddress(preview.withoutAddressCount)}</Badge>
          )}
          {preview.optedOutCount > 0 && <Badge>{text.optedOut(preview.optedOutCount)}</Badge>}
        </p>
      )}
      {preview?.recipients.length === 0 && <p className="text-ink-2">{text.nobody}</p>}
      {preview?.recipients.map((recipient) => (
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
    </aside>
  );
}
