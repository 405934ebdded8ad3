"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { TextArea } from "@stead/ui/text-input";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { formatDay } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { useLeaseChange, useReloadLease } from "./use-lease-change.ts";

/** Notes that the tenant leaves, and when. */
export default function NoticeDialog({
  lease,
  onClose,
}: {
  readonly lease: LeaseDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const show = useLeaseChange();
  const reload = useReloadLease(lease.id);
  const { today } = useSession();
  const [noticeOn, setNoticeOn] = useState<string | null>(today);
  const [moveOutOn, setMoveOutOn] = useState<string | null>(lease.endOn);
  const [reason, setReason] = useState("");
  const give = useMutation(
    trpc.leases.giveNotice.mutationOptions({
      onSuccess: async (saved) => {
        onClose();
        await show(saved, text.noticeGiven(formatDay(saved.moveOutOn ?? "")));
      },
    }),
  );
  const error = (path: string) => fieldError(give.error, path);
  return (
    <FormDialog
      title={text.noticeTitle}
      description={text.noticeHelp}
      submitLabel={text.noticeNow}
      isReady={noticeOn !== null && moveOutOn !== null}
      isBusy={give.isPending}
      error={give.error}
      shown={["noticeOn", "moveOutOn", "reason"]}
      onReload={() => void reload().then(() => give.reset())}
      onSubmit={() => {
        if (noticeOn === null || moveOutOn === null) return;
        give.mutate({ id: lease.id, version: lease.version, noticeOn, moveOutOn, reason });
      }}
      onClose={onClose}
    >
      <FieldGrid>
        <Field label={text.noticeOn} isRequired error={error("noticeOn")}>
          <DateInput today={today} value={noticeOn} onChange={setNoticeOn} />
        </Field>
        <Field label={text.moveOutOn} isRequired error={error("moveOutOn")}>
          <DateInput today={today} value={moveOutOn} onChange={setMoveOutOn} />
        </Field>
      </FieldGrid>
      <Field label={text.noteOptional} isOptional error={error("reason")}>
        <TextArea maxLength={4000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
