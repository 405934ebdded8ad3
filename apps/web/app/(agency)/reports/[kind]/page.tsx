import type { ReportKind } from "@stead/contracts/reports";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { ReportPage } from "../../../../features/reports/views.ts";

export const metadata: Metadata = { title: "Report" };
export const dynamicParams = false;

const kinds = [
  "rent-roll",
  "arrears-ageing",
  "collection",
  "income-and-expense",
  "cash-flow",
  "occupancy",
  "deposits-held",
  "tenant-ledger",
  "trial-balance",
] as const satisfies readonly ReportKind[];

/** One static page for each report. */
export function generateStaticParams(): { kind: ReportKind }[] {
  return kinds.map((kind) => ({ kind }));
}

export default async function ReportRoute({ params }: { readonly params: Promise<{ kind: string }> }) {
  const { kind } = await params;
  const known = kinds.find((each) => each === kind);
  if (known === undefined) notFound();
  return (
    <Suspense>
      <ReportPage kind={known} />
    </Suspense>
  );
}
