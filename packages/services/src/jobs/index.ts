export { cancelJobRun } from "./cancel-job-run.ts";
export { getJobRun } from "./get-job-run.ts";
export { listJobRuns } from "./list-job-runs.ts";
export { resumeWork } from "./resume-work.ts";
export { retryJobRun } from "./retry-job-run.ts";
export { stopUpload } from "./stop-upload.ts";
export { stopWork, type StopInput } from "./stop-work.ts";
