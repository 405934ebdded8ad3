"use client";

import type { ImportDto, ImportKind } from "@stead/contracts/imports";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import { RadioGroup } from "@stead/ui/radio-group";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { DropZone } from "../../lib/drop-zone.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { keyOf } from "../../lib/list-state.ts";
import { uploadFile, UploadError, type Upload } from "../../lib/upload.ts";
import { imports as text } from "../../messages/en/imports.ts";

const maxBytes = 512 * 1024 * 1024;
const kinds: readonly ImportKind[] = ["properties", "units", "contacts", "leases", "opening_balances"];

/** Chooses what a file holds, and sends it. */
export function NewImport() {
  const router = useRouter();
  const invalidate = useInvalidate();
  const [kind, setKind] = useState<ImportKind>(
    keyOf(text.kinds, useSearchParams().get("kind")) ?? "properties",
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [part, setPart] = useState(0);
  const [upload, setUpload] = useState<Upload<ImportDto> | null>(null);

  const send = async (file: File) => {
    setProblem(file.size > maxBytes ? text.tooLarge : null);
    if (file.size > maxBytes) return;
    const started = uploadFile<ImportDto>(`imports?kind=${kind}`, file, setPart);
    setUpload(started);
    try {
      const made = await started.promise;
      await invalidate("imports");
      router.push(`/imports/${made.id}`);
    } catch (error) {
      setProblem(error instanceof UploadError ? error.message : String(error));
    }
    setUpload(null);
  };

  return (
    <div className="max-w-2xl">
      <PageHeader title={text.newImport} />
      <div className="grid gap-6">
        {problem && <Callout tone="bad">{problem}</Callout>}
        <RadioGroup
          legend={text.kind}
          options={kinds.map((value) => ({ value, label: text.kinds[value], help: text.kindHelp[value] }))}
          value={kind}
          onChange={(value) => setKind(keyOf(text.kinds, value) ?? kind)}
        />
        {upload === null ? (
          <DropZone
            title={text.drop}
            help={text.dropHelp}
            chooseLabel={text.choose}
            accept=".csv,text/csv,.tsv,.txt,.xlsx"
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
      </div>
    </div>
  );
}
