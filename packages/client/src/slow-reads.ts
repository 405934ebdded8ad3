/** Queries that travel in a GET of their own, as their procedures declare; written by a test of the api. */
export const slowReads: ReadonlySet<string> = new Set([
  "agency.get",
  "documents.leaseClauses",
  "documents.letterhead",
  "ledger.listAccounts",
  "messages.reminderPolicy",
  "plans.list",
  "plans.offer",
  "portal.link",
  "reports.list",
]);
