import type { ReportKind } from "@stead/contracts/reports";
import { arrearsAgeing } from "./definitions/arrears-ageing.ts";
import { cashFlow } from "./definitions/cash-flow.ts";
import { collection } from "./definitions/collection.ts";
import { depositsHeld } from "./definitions/deposits-held.ts";
import { incomeAndExpense } from "./definitions/income-and-expense.ts";
import { occupancy } from "./definitions/occupancy.ts";
import { rentRoll } from "./definitions/rent-roll.ts";
import { tenantLedger } from "./definitions/tenant-ledger.ts";
import { trialBalance } from "./definitions/trial-balance.ts";
import type { ReportDefinition } from "./define-report.ts";

/** Every report there is. A kind without a definition does not compile. */
export const reports: Readonly<Record<ReportKind, ReportDefinition>> = {
  "rent-roll": rentRoll,
  "arrears-ageing": arrearsAgeing,
  collection,
  "income-and-expense": incomeAndExpense,
  "cash-flow": cashFlow,
  occupancy,
  "deposits-held": depositsHeld,
  "tenant-ledger": tenantLedger,
  "trial-balance": trialBalance,
};
