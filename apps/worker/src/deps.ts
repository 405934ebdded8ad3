import type { PdfRenderer } from "@stead/documents/pdf/renderer";
import type { FileStore } from "@stead/kernel/files";
import type { JobContext } from "@stead/queue/handlers";
import type { ServiceContext } from "@stead/services/context";
import type { Platform } from "@stead/services/plans";
import type { RailContext } from "@stead/services/context";

/** What processors are given. */
export type WorkerDeps = {
  /** The context of the agency that a job belongs to: Stead itself acts, with every permission, until the job's signal aborts. */
  contextOf: (job: JobContext) => Promise<ServiceContext>;
  /** The same, with the ways to the providers. */
  railContextOf: (job: JobContext) => Promise<RailContext>;
  /** The platform's own plans; null where none are sold. */
  platform: Platform | null;
  files: FileStore;
  pdf: Pick<PdfRenderer, "render">;
};
