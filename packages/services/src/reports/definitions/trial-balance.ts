import { trialBalanceQuery } from "../../ledger/index.ts";
import {
  alsoWhere,
  moneyColumn,
  Values,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";

const link = "/accounts?account={code}&to={asOf}";

const columns: readonly ReportColumn[] = [
  { key: "code", label: "Account", kind: "text", width: 8, link },
  { key: "name", label: "Name", kind: "text", width: 34 },
  { key: "type", label: "Type", kind: "text", width: 10 },
  moneyColumn("debitMinor", "Debit", { link }),
  moneyColumn("creditMinor", "Credit", { link }),
  moneyColumn("balanceMinor", "Balance", { link }),
];

export const trialBalance: ReportDefinition = {
  kind: "trial-balance",
  title: "Trial balance",
  about: "What every account has come to by a day. Both sides are equal, currency by currency.",
  permission: "ledger:read",
  isWholeAgency: true,
  params: ["asOf", "currency"],
  mostMonths: null,
  plan: ({ agencyId }, { asOf = "", currency }) => {
    const sums = trialBalanceQuery({ agencyId }, asOf);
    const values = new Values(agencyId);
    for (const value of sums.values.slice(1)) values.add(value);
    const where = alsoWhere(currency !== undefined && `currency = ${values.add(currency)}`);
    return {
      columns,
      text: `select code, name, type, currency, "debitMinor", "creditMinor", "debitMinor" - "creditMinor" as "balanceMinor"
        from (${sums.text}) as sums where true${where}`,
      values: values.all,
      orderBy: "currency, code",
      plots: [],
    };
  },
};
