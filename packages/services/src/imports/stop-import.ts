import type { Verb } from "../context/index.ts";
import { stopUpload, type StopInput } from "../jobs/index.ts";

const stop = {
  name: "import_stop",
  text: `update imports set status = case status when 'undoing' then 'done' else $4 end, problem = $5, finished_at = $6, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('uploaded', 'analysing', 'checking', 'applying', 'undoing')
    returning file_name as "fileName", created_by as "createdBy"`,
};

export type StopImportInput = StopInput & { importId: string };

/**
 * Marks an import whose job was given up or cancelled. What it applied stays, and applying it again goes on from there;
 * an undo that ended early leaves an import that can be undone further, never applied on. Who began it is told of a
 * failure.
 */
export function stopImport({ ctx, input }: Verb<StopImportInput>): Promise<void> {
  return stopUpload(ctx, { kind: "import", id: input.importId, stop }, input);
}
