"use client";

import { Button } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { RadioGroup } from "@stead/ui/radio-group";
import { SkeletonForm } from "@stead/ui/skeleton";
import { useSearchParams } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { FileSender } from "../../lib/file-sender.tsx";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
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
          <FileSender
            door={`statements?${place.kind === "bank" ? "bankAccountId" : "railAccountId"}=${place.id}`}
            section="statements"
            accept={accept}
            maxBytes={maxBytes}
            text={text}
          />
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
