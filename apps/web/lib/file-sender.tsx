"use client";

import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Progress } from "@stead/ui/progress";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DropZone } from "./drop-zone.tsx";
import { useInvalidate } from "./invalidate.ts";
import { uploadFile, UploadError, type Upload } from "./upload.ts";

type FileSenderProps = {
  /** The door that takes it (`imports?kind=units`). */
  readonly door: string;
  /** The section of the record that it becomes, which is opened then. */
  readonly section: "imports" | "statements";
  readonly accept: string;
  readonly maxBytes: number;
  readonly text: {
    readonly drop: string;
    readonly dropHelp: string;
    readonly choose: string;
    readonly uploading: string;
    readonly cancel: string;
    readonly tooLarge: string;
  };
};

/** Sends a file, shows how far it is, and opens what it became. */
export function FileSender({ door, section, accept, maxBytes, text }: FileSenderProps) {
  const router = useRouter();
  const invalidate = useInvalidate();
  const [problem, setProblem] = useState<string | null>(null);
  const [part, setPart] = useState(0);
  const [upload, setUpload] = useState<Upload<{ id: string }> | null>(null);
  const send = async (file: File) => {
    setProblem(file.size > maxBytes ? text.tooLarge : null);
    if (file.size > maxBytes) return;
    const started = uploadFile<{ id: string }>(door, file, setPart);
    setUpload(started);
    try {
      const { id } = await started.promise;
      await invalidate(section);
      router.push(`/${section}/${id}`);
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
