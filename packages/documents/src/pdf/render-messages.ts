import type { RenderRequest } from "./templates.ts";

/** To a process that draws. */
export type ToProcess =
  | { kind: "render"; id: number; request: RenderRequest }
  | { kind: "warm"; requests: readonly RenderRequest[] };

/** What a process uses after a document, and how many it has drawn. */
export type ProcessUse = { rssBytes: number; rendered: number };

/** From a process that draws. */
export type FromProcess =
  | { kind: "ready" }
  | ({ kind: "done"; id: number; pdf: Uint8Array; pages: number } & ProcessUse)
  | ({ kind: "failed"; id: number; message: string } & ProcessUse);
