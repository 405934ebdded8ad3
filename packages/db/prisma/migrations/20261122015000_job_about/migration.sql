-- What a job is about, as a code: the list of an export, the month of a billing run. People tell their jobs apart by it.
ALTER TABLE "job_runs" ADD COLUMN "about" TEXT;
