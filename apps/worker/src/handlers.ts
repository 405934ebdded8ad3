import type { Handlers } from "@stead/queue/handlers";
import type { WorkerDeps } from "./deps.ts";
import { runBilling } from "./processors/billing/run-billing.ts";
import { startMonth } from "./processors/billing/start-month.ts";
import { changeMany } from "./processors/bulk/run-bulk.ts";
import { foldFigures } from "./processors/dashboard/fold-figures.ts";
import { checkAttempt } from "./processors/collecting/check-attempt.ts";
import { checkDisbursement } from "./processors/disbursements/check-disbursement.ts";
import { sendDisbursement } from "./processors/disbursements/send-disbursement.ts";
import { writeFile } from "./processors/disbursements/write-file.ts";
import { drawDocument } from "./processors/documents/write-document.ts";
import { exportList } from "./processors/exports/run-export.ts";
import { sweepExpired } from "./processors/files/sweep-files.ts";
import { analyseImport } from "./processors/imports/analyse-import.ts";
import { applyImport } from "./processors/imports/apply-import.ts";
import { checkImport } from "./processors/imports/check-import.ts";
import { undoImport } from "./processors/imports/undo-import.ts";
import { applyInbound } from "./processors/inbound/apply-event.ts";
import { proveLedger } from "./processors/ledger/prove-ledger.ts";
import { followBroadcast } from "./processors/messages/follow-broadcast.ts";
import { remindLeases } from "./processors/messages/remind-leases.ts";
import { writeRecipients } from "./processors/messages/write-recipients.ts";
import { applyCredit } from "./processors/payments/apply-credit.ts";
import { applyPlanEvent } from "./processors/plans/apply-event.ts";
import { pullRail } from "./processors/rails/pull-money.ts";
import { proveAgencyDays } from "./processors/reconciliation/prove-days.ts";
import { makeReport } from "./processors/reports/make-report.ts";
import { runSchedule } from "./processors/reports/run-schedule.ts";
import { bookStatement } from "./processors/statements/import-statement.ts";
import { lookAtPayouts } from "./processors/statements/look-again.ts";

/** The handler of every job of the catalogue: a missing one does not compile. */
export function createHandlers(deps: WorkerDeps): Handlers {
  return {
    "billing.run": runBilling(deps),
    "billing.start-month": startMonth(deps),
    "documents.write": drawDocument(deps),
    "bulk.run": changeMany(deps),
    "exports.run": exportList(deps),
    "collecting.check": checkAttempt(deps),
    "disbursements.send": sendDisbursement(deps),
    "disbursements.check": checkDisbursement(deps),
    "disbursements.write-file": writeFile(deps),
    "figures.fold": foldFigures(deps),
    "files.sweep": sweepExpired(deps),
    "imports.analyse": analyseImport(deps),
    "imports.check": checkImport(deps),
    "imports.apply": applyImport(deps),
    "imports.undo": undoImport(deps),
    "inbound.apply": applyInbound(deps),
    "ledger.proof": proveLedger(deps),
    "messages.write-recipients": writeRecipients(deps),
    "messages.follow-broadcast": followBroadcast(deps),
    "messages.remind": remindLeases(deps),
    "payments.apply-credit": applyCredit(deps),
    "plans.apply": applyPlanEvent(deps),
    "rails.pull": pullRail(deps),
    "reconciliation.prove": proveAgencyDays(deps),
    "reports.make": makeReport(deps),
    "reports.run-schedule": runSchedule(deps),
    "statements.import": bookStatement(deps),
    "statements.look-again": lookAtPayouts(deps),
  };
}
