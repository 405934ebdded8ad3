import { stdout } from "node:process";
import { formatDecimalAmount } from "@stead/kernel/money";
import { demoAccounts, demoPassword } from "./demo/accounts.ts";
import type { DemonstrationFacts } from "./demo/demonstration.ts";
import type { ImportFacts } from "./demo/import-portfolio.ts";
import type { House } from "./house.ts";
import type { Step } from "./progress.ts";

const bold = (text: string) => (stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
const faint = (text: string) => (stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);
const count = new Intl.NumberFormat("en");

function amount(minor: number, currency: string): string {
  const [whole = "", fraction] = formatDecimalAmount(minor, currency).split(".");
  return `${currency} ${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
}

const shownReports = 6;

function describeImport({
  fileName,
  rowCount,
  createCount,
  errorCount,
  reportedCount,
  reports,
}: ImportFacts): string[] {
  const came = `    ${count.format(createCount)} of ${count.format(rowCount)} rows of ${fileName} came in`;
  const wrong = errorCount > 0 ? `, ${count.format(errorCount)} with errors` : "";
  const reported = reportedCount > 0 ? `; the import reports on ${count.format(reportedCount)}:` : "";
  return [
    `${came}${wrong}${reported}`,
    ...reports.slice(0, shownReports).map((report) => `      ${count.format(report.count)} × ${report.text}`),
    ...(reports.length > shownReports ? [`      … all of them under Imports`] : []),
  ];
}

function describe({ agencies }: DemonstrationFacts): string[] {
  return agencies.flatMap((agency) => [
    `  ${bold(agency.name)}`,
    ...(agency.imported === undefined ? [] : describeImport(agency.imported)),
    `    ${count.format(agency.properties)} properties, ${count.format(agency.units)} units, ${count.format(agency.leases)} leases, ${count.format(agency.invoices)} invoices, ${count.format(agency.payments)} payments`,
    `    ${agency.month}: billed ${amount(agency.billedMinor, agency.currency)} on ${count.format(agency.billedInvoices)} invoices, collected ${amount(agency.collectedMinor, agency.currency)} in ${count.format(agency.collectedPayments)} payments; books ${agency.isSound ? "proved" : "NOT SOUND"}`,
  ]);
}

/** The one screen that a start ends with: where it is, who may enter, what is in it, how long it took. */
export function printScreen(house: House, steps: readonly Step[]): void {
  const lines = ["", `  ${bold("Stead is running")}   ${bold(house.url)}`, ""];
  if (house.demonstration) {
    const width = Math.max(...demoAccounts.map(({ email }) => email.length));
    lines.push("  Sign in as (demonstration, embedded database only)");
    for (const { email, role, isOperator } of demoAccounts)
      lines.push(`    ${email.padEnd(width)}  ${isOperator ? "operator" : (role ?? "")}`);
    lines.push(`    password for all: ${bold(demoPassword)}`, "", ...describe(house.demonstration), "");
  } else {
    lines.push(`  Nothing is loaded. Create an account at ${house.url}/sign-up`, "");
  }
  const total = steps.reduce((sum, step) => sum + step.durationMs, 0);
  lines.push(
    faint(
      `  ${steps.map((step) => `${step.name.toLowerCase()} ${(step.durationMs / 1000).toFixed(1)} s`).join(" · ")} · together ${(total / 1000).toFixed(1)} s`,
    ),
    faint(
      `  Payments are played at ${house.sandboxUrl} · API ${house.apiUrl} · logs ${house.home}/logs · Ctrl-C stops everything`,
    ),
    "",
  );
  stdout.write(`${lines.join("\n")}\n`);
}
