"use client";

import { DateInput } from "@stead/ui/date-input";
import { Field } from "@stead/ui/field";
import { SkeletonText } from "@stead/ui/skeleton";
import { Switch } from "@stead/ui/switch";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useSession } from "../../lib/session.tsx";
import { bankFiles as text } from "../../messages/en/disbursements.ts";
import { BankFields, bankOf, bankPaths, emptyBank, isBankReady } from "./bank-fields.tsx";

/** Puts the approved refunds by bank into one file. */
export default function MakeFileDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const { agency, today } = useSession();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [executeOn, setExecuteOn] = useState<string | null>(today);
  const [bank, setBank] = useState(() => emptyBank(agency.name));
  const [isOther, setOther] = useState(false);
  const approved = useQuery(
    trpc.disbursements.list.queryOptions({ way: "bank_file", state: "approved", limit: 200 }),
  );
  const files = useQuery(trpc.disbursements.listBankFiles.queryOptions({}));
  const { currency } = agency;
  const last = files.data?.items.find((file) => file.currency === currency);
  const waiting = approved.data?.items.filter((row) => row.batchId === null && row.currency === currency);
  const totalMinor = waiting?.reduce((sum, row) => sum + row.amountMinor, 0) ?? 0;
  const needsBank = files.data !== undefined && (last === undefined || isOther);
  const make = useMutation(
    trpc.disbursements.createBankFile.mutationOptions({
      onSuccess: () => {
        notify({ title: text.made, tone: "good" });
        void invalidate("disbursements");
        onClose();
      },
    }),
  );
  const hasSome = waiting !== undefined && waiting.length > 0;
  return (
    <FormDialog
      size="lg"
      title={text.makeTitle}
      description={
        waiting === undefined || hasSome
          ? text.makeHelp(waiting?.length ?? 0, moneyText(totalMinor, currency))
          : text.nothing
      }
      submitLabel={text.make}
      isReady={hasSome && executeOn !== null && (!needsBank || isBankReady(bank))}
      isBusy={make.isPending}
      error={make.error}
      shown={["executeOn", ...bankPaths("from")]}
      onClose={onClose}
      onSubmit={() => {
        if (executeOn !== null)
          make.mutate({ currency, executeOn, from: needsBank ? bankOf(bank) : null, idempotencyKey });
      }}
    >
      <Field label={text.executeOn} isRequired error={fieldError(make.error, "executeOn")}>
        <DateInput value={executeOn} onChange={setExecuteOn} today={today} min={today} />
      </Field>
      {files.data === undefined && <SkeletonText lines={2} />}
      {last !== undefined && (
        <Switch
          label={text.otherAccount}
          help={text.fromLast(`${last.fromName}, ${last.fromHint}`)}
          checked={isOther}
          onChange={(event) => setOther(event.target.checked)}
        />
      )}
      {needsBank && <BankFields bank={bank} onChange={setBank} path="from" error={make.error} />}
    </FormDialog>
  );
}
