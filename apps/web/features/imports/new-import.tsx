"use client";

import type { ImportKind } from "@stead/contracts/imports";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import { RadioGroup } from "@stead/ui/radio-group";
import { useRouter, useSearchParams } from "next/navigation";
import { useRef, useState, type DragEvent } from "react";
import { useInvalidate } from "../../lib/invalidate.ts";
import { keyOf } from "../../lib/list-state.ts";
import { uploadImport, UploadError, type Upload } from "../../lib/upload.ts";
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
  const [upload, setUpload] = useState<Upload | null>(null);

  const send = async (file: File) => {
    setProblem(file.size > maxBytes ? text.tooLarge : null);
    if (file.size > maxBytes) return;
    const started = uploadImport(kind, file, setPart);
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
          <DropZone onFile={(file) => void send(file)} />
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

function DropZone({ onFile }: { readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <div
      className={`grid justify-items-center gap-2 rounded-lg border border-dashed border-line-strong px-6 py-12 text-center ${isOver ? "bg-accent-soft" : "bg-sunken"}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="font-medium">{text.drop}</p>
      <p className="text-ink-2">{text.dropHelp}</p>
      <Button className="mt-2" onClick={() => input.current?.click()}>
        {text.choose}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv,.tsv,.txt,.xlsx"
        aria-label={text.choose}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
