/**
 * Calls that change something and are open to an agency that may only read: those that take its data out, stop what
 * runs, let somebody go, mark what was read, and pay.
 */
export const alwaysOpen: ReadonlySet<string> = new Set([
  "access.removeMember",
  "access.cancelInvitation",
  "access.revokeApiKey",
  "bulk.cancel",
  "disbursements.cancel",
  "disbursements.giveBankFile",
  "documents.open",
  "exports.create",
  "exports.link",
  "exports.cancel",
  "imports.cancel",
  "jobs.cancel",
  "ledger.runProof",
  "messages.pauseBroadcast",
  "messages.cancelBroadcast",
  "notifications.read",
  "notifications.updatePreferences",
  "plans.startCheckout",
  "plans.change",
  "plans.cancel",
  "plans.resume",
  "plans.openPortal",
  "reconciliation.proveDay",
  "reports.makeFiles",
  "reports.createLink",
  "reports.endSchedule",
]);
