"use client";

import type { StatementDto } from "@stead/contracts/statements";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import { RadioGroup } from "@stead/ui/radio-group";
import { SkeletonForm } from "@stead/ui/skeleton";
import { useRouter, useSearchParams } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { DropZone } from "../../lib/drop-zone.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { uploadFile, UploadError, type Upload } from "../../lib/upload.ts";
import { accounts, newStatement as text } from "../../messages/en/statements.ts";
import { useStatementPlaces, type StatementPlace } from "./use-accounts.ts";

const loadDialog = () => import("./bank-account-dialog.tsx");
const BankAccountDialog = lazy(loadDialog);

const maxBytes = 20_000_000;
const accept = ".sta,.mt940,.940,.txt,.xml,.ofx,.qfx,.csv,text/csv,application/xml";

/** Chooses whose statement a file is, and sends it. */
export function NewStatement() {
  const { propertyIds } = useSession();
  const canUpload = useCan("payments:write") && propertyIds === null;
  const { places, failed } = useStatementPlaces();
  return (
    <div className="max-w-2xl">
      <PageHeader title={text.title}>{text.help}</PageHeader>
      {!canUpload && <EmptyState title={text.notAllowed}>{text.notAllowedHelp}</EmptyState>}
      {canUpload && failed && <QueryFailure query={failed} />}
      {canUpload && !failed && places === undefined && <SkeletonForm />}
      {canUpload && places !== undefined && <UploadForm places={places} />}
    </div>
  );
}

function UploadForm({ places }: { readonly places: readonly StatementPlace[] }) {
  const canAdd = useCan("rails:write");
  const asked = useSearchParams().get("account");
  const [chosenId, setChosenId] = useState(asked);
  const [isAdding, setAdding] = useState(false);
  const place =
    places.find(({ id }) => id === chosenId) ??
    places.find(({ use }) => use === accounts.uses["1000"]) ??
    places[0];
  const add = canAdd && (
    <Button
      size="sm"
      onPointerEnter={() => void loadDialog()}
      onFocus={() => void loadDialog()}
      onClick={() => setAdding(true)}
    >
      {text.addAccount}
    </Button>
  );
  return (
    <div className="grid gap-6">
      {place === undefined ? (
        <EmptyState title={text.noAccount} action={add}>
          {text.noAccountHelp}
        </EmptyState>
      ) : (
        <>
          <div className="grid justify-items-start gap-3">
            <RadioGroup
              legend={text.account}
              options={places.map(({ id, label, by, number, currency }) => ({
                value: id,
                label,
                help: `${by} ${number}, ${currency}`,
              }))}
              value={place.id}
              onChange={setChosenId}
            />
            {add}
          </div>
          <FileSender place={place} />
        </>
      )}
      {isAdding && (
        <Suspense>
          <BankAccountDialog onClose={() => setAdding(false)} onAdded={({ id }) => setChosenId(id)} />
        </Suspense>
      )}
    </div>
  );
}

function FileSender({ place }: { readonly place: StatementPlace }) {
  const router = useRouter();
  const invalidate = useInvalidate();
  const [problem, setProblem] = useState<string | null>(null);
  const [part, setPart] = useState(0);
  const [upload, setUpload] = useState<Upload<StatementDto> | null>(null);
  const send = async (file: File) => {
    setProblem(file.size > maxBytes ? text.tooLarge : null);
    if (file.size > maxBytes) return;
    const of = place.kind === "bank" ? "bankAccountId" : "railAccountId";
    const started = uploadFile<StatementDto>(`statements?${of}=${place.id}`, file, setPart);
    setUpload(started);
    try {
      const made = await started.promise;
      await invalidate("statements");
      router.push(`/statements/${made.id}`);
    } catch (error) {
      setProblem(error instanceof UploadError ? error.message : String(error));
    }
    setUpload(null);
  };
  return (
    <>
      {problem && <Callout tone="bad">{problem}</Callout>}
      {upload === null ? (
        <DropZone
          title={text.drop}
          help={text.dropHelp}
          chooseLabel={text.choose}
          accept={accept}
          onFile={(file) => void send(file)}
        />
      ) : (
        <div className="grid gap-3">
          <Progress label={text.uploading} value={part} max={1} />
          <div>
            <Button onClick={() => upload.cancel()}>{text.cancel}</Button>
          </div>
        </div>
      )}
    </>
  );
}
