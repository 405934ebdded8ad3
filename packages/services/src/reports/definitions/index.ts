import type { ReportKind } from "@stead/contracts/reports";
import { arrearsAgeing } from "./arrears-ageing.ts";
import { cashFlow } from "./cash-flow.ts";
import { collection } from "./collection.ts";
import { depositsHeld } from "./deposits-held.ts";
import { incomeAndExpense } from "./income-and-expense.ts";
import { occupancy } from "./occupancy.ts";
import { rentRoll } from "./rent-roll.ts";
import { tenantLedger } from "./tenant-ledger.ts";
import { trialBalance } from "./trial-balance.ts";
import type { ReportDefinition } from "../define-report.ts";

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
