import { queues as text } from "../../messages/en/queues.ts";

/** A job's payload on one line; personal data was hidden by the server. */
export function JobPayload({ payload }: { readonly payload: Readonly<Record<string, unknown>> }) {
  const words = JSON.stringify(payload);
  return (
    <span className="block truncate font-mono text-sm text-ink-2" title={words} aria-label={text.payload}>
      {words}
    </span>
  );
}
