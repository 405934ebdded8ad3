import { errors as text } from "../messages/en/errors.ts";

export type Upload<Answer> = { promise: Promise<Answer>; cancel(): void };

/** An upload that was refused or cut off, in words. */
export class UploadError extends Error {
  override readonly name = "UploadError";
}

type Refusal = { error?: { message?: string }; message?: string };

function parse<T>(body: string): T | null {
  try {
    return JSON.parse(body) as T;
  } catch {
    return null;
  }
}

/**
 * Sends a file to one of the doors for uploads (`imports?kind=units`), telling how far it is (0 to 1). XMLHttpRequest, as
 * fetch tells no progress of a body.
 */
export function uploadFile<Answer>(
  door: string,
  file: File,
  onProgress: (part: number) => void,
): Upload<Answer> {
  const request = new XMLHttpRequest();
  const promise = new Promise<Answer>((resolve, reject) => {
    request.open("POST", `/api/uploads/${door}`);
    request.upload.addEventListener(
      "progress",
      (event) => event.lengthComputable && onProgress(event.loaded / event.total),
    );
    request.addEventListener("load", () => {
      const made = request.status < 300 ? parse<Answer>(request.responseText) : null;
      if (made) resolve(made);
      else {
        const refusal = parse<Refusal>(request.responseText);
        reject(new UploadError(refusal?.error?.message ?? refusal?.message ?? text.titles["INTERNAL"] ?? ""));
      }
    });
    request.addEventListener("error", () => reject(new UploadError(text.offlineMessage)));
    request.addEventListener("abort", () => reject(new UploadError(text.titles["CANCELLED"] ?? "")));
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
  return { promise, cancel: () => request.abort() };
}
