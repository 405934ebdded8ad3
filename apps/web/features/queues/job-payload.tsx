import { Popover } from "@stead/ui/popover";
import { queues as text } from "../../messages/en/queues.ts";

/** A job's payload on one line, and whole on a click; personal data was hidden by the server. */
export function JobPayload({ payload }: { readonly payload: Readonly<Record<string, unknown>> }) {
  const words = JSON.stringify(payload);
  return (
    <Popover
      label={text.payload}
      trigger={words}
      triggerClassName="block max-w-full truncate font-mono text-sm text-ink-2 hover:text-ink"
      className="max-w-[min(32rem,calc(100vw-1rem))] p-3"
    >
      {() => (
        <pre className="font-mono text-sm wrap-anywhere whitespace-pre-wrap">
          {JSON.stringify(payload, null, 2)}
        </pre>
      )}
    </Popover>
  );
}
