"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { CivilDateText } from "@stead/ui/date-text";
import { FieldError } from "@stead/ui/field";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { MoneyInput } from "@stead/ui/money-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { SkeletonText } from "@stead/ui/skeleton";
import { Explained } from "../../lib/explained.tsx";
import { moneyText } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { payments, recording as text } from "../../messages/en/payments.ts";
import type { AllocationPlan, PlanRow } from "./use-allocation-plan.ts";

const modes = [
  { value: "policy", label: text.byPolicy },
  { value: "hand", label: text.byHand },
] as const;

export type AllocationPreviewProps = {
  plan: AllocationPlan;
  currency: string;
  /** What is put on invoices, in minor units. */
  amountMinor: number;
};

/** The open invoices and what each gets; the agency's rule decides, or a person by hand. */
export function AllocationPreview({ plan, currency, amountMinor }: AllocationPreviewProps) {
  return (
    <RecordView
      query={plan.query}
      back={{ href: "/payments", label: payments.title }}
      skeleton={<SkeletonText lines={6} />}
    >
      {() => (
        <div className={plan.isStale ? "grid gap-3 opacity-70" : "grid gap-3"} aria-busy={plan.isStale}>
          {plan.rows.length === 0 ? (
            <p className="text-ink-2">{text.noInvoices}</p>
          ) : (
            <>
              <SegmentedControl
                label={text.mode}
                segments={modes}
                value={plan.isByHand ? "hand" : "policy"}
                onChange={(mode) => plan.setByHand(mode === "hand")}
                className="justify-self-start"
              />
              <PlanTable plan={plan} currency={currency} />
            </>
          )}
          {plan.allocatedMinor > amountMinor && (
            <FieldError>{text.tooMuch(moneyText(plan.allocatedMinor - amountMinor, currency))}</FieldError>
          )}
        </div>
      )}
    </RecordView>
  );
}

function PlanTable({ plan, currency }: Pick<AllocationPreviewProps, "plan" | "currency">) {
  return (
    <table aria-label={text.preview} className="w-full tabular-nums">
      <thead className="text-left text-sm text-ink-3">
        <tr>
          <th className="py-1 font-medium">{text.invoiceWord}</th>
          <th className="py-1 pl-3 text-right font-medium max-sm:hidden">{text.open}</th>
          <th className="py-1 pl-3 text-right font-medium">{text.pays}</th>
        </tr>
      </thead>
      <tbody>
        {plan.rows.map((row) => (
          <tr key={row.invoiceId} className="border-t align-baseline">
            <td className="py-2">
              <TextLink isQuiet href={`/invoices/${row.invoiceId}`} target="_blank">
                {text.invoice(row.invoiceNumber)}
              </TextLink>
              <span className="block text-sm text-ink-3">
                {text.due} <CivilDateText date={row.dueOn} />
                <span className="sm:hidden">
                  {" · "}
                  {text.open} <Money amountMinor={row.openMinor} currency={currency} />
                </span>
              </span>
            </td>
            <td className="py-2 pl-3 text-right max-sm:hidden">
              <Money amountMinor={row.openMinor} currency={currency} />
            </td>
            <td className="w-40 py-2 pl-3 text-right">
              {plan.isByHand ? (
                <ChosenAmount plan={plan} row={row} currency={currency} />
              ) : (
                <PlannedAmount row={row} currency={currency} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PlannedAmount({ row, currency }: { readonly row: PlanRow; readonly currency: string }) {
  const amount = (
    <Money
      amountMinor={row.allocateMinor}
      currency={currency}
      className={row.allocateMinor === row.openMinor ? "font-medium text-good" : "font-medium"}
    />
  );
  if (row.explanation === null) return amount;
  return (
    <Explained title={text.why(row.invoiceNumber)} explanation={row.explanation}>
      {amount}
    </Explained>
  );
}

function ChosenAmount({
  plan,
  row,
  currency,
}: {
  readonly plan: AllocationPlan;
  readonly row: PlanRow;
  readonly currency: string;
}) {
  const isTooMuch = row.allocateMinor > row.openMinor;
  return (
    <>
      <MoneyInput
        size="sm"
        aria-label={text.paysOf(row.invoiceNumber)}
        aria-invalid={isTooMuch || undefined}
        className="text-right"
        valueMinor={plan.chosenOf(row.invoiceId)}
        onChange={(minor) => plan.choose(row.invoiceId, minor)}
        exponent={currencyExponent(currency)}
      />
      {isTooMuch && <FieldError>{text.moreThanOpen(moneyText(row.openMinor, currency))}</FieldError>}
    </>
  );
}
