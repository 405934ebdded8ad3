"use client";

import type { BroadcastDto } from "@stead/contracts/messages";
import { Button } from "@stead/ui/button";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { messages as text } from "../../messages/en/messages.ts";

export type SendDialogProps = {
  readonly isOpen: boolean;
  /** How many get it now; undefined while they are being counted. */
  readonly count: number | undefined;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onCancel: () => void;
  /** At once without an instant. */
  readonly onSend: (time: { scheduledAt?: string }) => void;
};

/** Asks once before a message goes out: to how many, at once or when. */
export function SendDialog({ isOpen, count, isBusy, error, onCancel, onSend }: SendDialogProps) {
  const [sendAt, setSendAt] = useState("");
  return (
    <ConfirmDialog
      isOpen={isOpen}
      tone="primary"
      title={count === undefined ? text.send : text.sendTitle(count)}
      confirmLabel={sendAt === "" ? text.send : text.schedule}
      onCancel={onCancel}
      onConfirm={() => onSend(sendAt === "" ? {} : { scheduledAt: new Date(sendAt).toISOString() })}
      isBusy={isBusy}
      error={error ? [...viewError(error).fields.values()].join(" ") || viewError(error).message : null}
    >
      <p className="mb-4">{text.sendNote}</p>
      <Field label={text.sendAt} help={text.sendAtHelp} isOptional>
        <TextInput type="datetime-local" value={sendAt} onChange={({ target }) => setSendAt(target.value)} />
      </Field>
    </ConfirmDialog>
  );
}

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
  return (
    <>
      <Button variant="primary" onClick={() => setAsking(true)}>
        {text.send}
      </Button>
      <SendDialog
        isOpen={isAsking}
        count={preview.data?.recipientCount}
        isBusy={start.isPending}
        error={start.error ?? preview.error}
        onCancel={() => setAsking(false)}
        onSend={(time) => start.mutate({ id, version, ...time })}
      />
    </>
  );
}
