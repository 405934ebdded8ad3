"use client";

import { Section } from "@stead/ui/section";
import { Switch } from "@stead/ui/switch";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useCan } from "../../lib/session.tsx";
import { messages as text } from "../../messages/en/messages.ts";

const channels = ["email", "sms"] as const;

/** By which ways the contact may be written to; only for those who write messages. */
export function ContactOptOuts({ contactId }: { readonly contactId: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canWrite = useCan("messages:write");
  const queryKey = trpc.messages.optOuts.queryKey({ contactId });
  const query = useQuery({ ...trpc.messages.optOuts.queryOptions({ contactId }), enabled: canWrite });
  const set = useMutation(
    trpc.messages.setOptOut.mutationOptions({
      onSuccess: (data) => queryClient.setQueryData(queryKey, data),
      onError: (error) => notify({ title: viewError(error).message, tone: "bad" }),
    }),
  );
  if (!canWrite || !query.data) return null;
  return (
    <Section title={text.mayWrite}>
      <div className="grid max-w-sm gap-3">
        {channels.map((channel) => (
          <Switch
            key={channel}
            label={text.channels[channel]}
            checked={!query.data[channel]}
            onChange={(event) => set.mutate({ contactId, channel, isOptedOut: !event.target.checked })}
          />
        ))}
      </div>
    </Section>
  );
}
