"use client";

import type { BroadcastDto } from "@stead/contracts/messages";
import { Button } from "@stead/ui/button";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { messages as text } from "../../messages/en/messages.ts";

/** Sends a draft, after saying how many get it now. */
export function StartBroadcast({ broadcast }: { readonly broadcast: BroadcastDto }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { id, version, channel, subject, body, filter } = broadcast;
  const preview = useQuery({
    ...trpc.messages.previewBroadcast.queryOptions({ channel, subject, body, filter }),
    enabled: isAsking,
    staleTime: 0,
  });
  const start = useMutation(
    trpc.messages.startBroadcast.mutationOptions({
      onSuccess: async () => {
        setAsking(false);
        await queryClient.invalidateQueries({ queryKey: trpc.messages.pathKey() });
      },
    }),
  );
  const error = start.error ?? preview.error;
  return (
    <>
      <Button variant="primary" onClick={() => setAsking(true)}>
        {text.send}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        tone="primary"
        title={preview.data ? text.sendTitle(preview.data.recipientCount) : text.send}
        confirmLabel={text.send}
        onCancel={() => setAsking(false)}
        onConfirm={() => start.mutate({ id, version })}
        isBusy={start.isPending}
        error={error ? viewError(error).message : null}
      >
        <p>{text.sendNote}</p>
      </ConfirmDialog>
    </>
  );
}
