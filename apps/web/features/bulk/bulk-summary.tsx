import type { BulkPreviewDto } from "@stead/contracts/bulk";
import { Callout } from "@stead/ui/callout";
import { SkeletonText } from "@stead/ui/skeleton";
import { bulk as text } from "../../messages/en/bulk.ts";

type Props = {
  readonly preview: BulkPreviewDto | undefined;
  /** What narrows the list, as people say it. */
  readonly words: readonly string[];
};

/** What a change to everything on a list reaches: how many, of which filters, and the first few by name. */
export function BulkSummary({ preview, words }: Props) {
  if (preview === undefined) return <SkeletonText lines={3} />;
  const { count, isTooMany, labels } = preview;
  if (isTooMany) return <Callout tone="bad">{text.tooMany(count)}</Callout>;
  return (
    <Callout tone={words.length === 0 ? "warn" : "info"} title={text.reaches(count)}>
      <p>{words.length === 0 ? text.unfiltered : words.join(" · ")}</p>
      <p className="mt-1 text-ink-2">{text.named(labels, count)}</p>
    </Callout>
  );
}
