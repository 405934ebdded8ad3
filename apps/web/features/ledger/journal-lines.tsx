"use client";

import type { JournalDto } from "@stead/contracts/ledger";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { ledger as text } from "../../messages/en/ledger.ts";

/** The lines of a journal as a small account table: debit and credit side by side, equal at the foot. */
export function JournalLines({ lines }: { readonly lines: JournalDto["lines"] }) {
  const currencies = [...new Set(lines.map((line) => line.currency))];
  return (
    <table aria-label={text.lines} className="w-full tabular-nums">
      <thead className="text-left text-sm text-ink-3">
        <tr>
          <th className="py-1 font-medium">{text.account}</th>
          <th className="w-24 py-1 pl-2 sm:w-32 sm:pl-4 text-right font-medium">{text.debit}</th>
          <th className="w-24 py-1 pl-2 sm:w-32 sm:pl-4 text-right font-medium">{text.credit}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.lineNo} className="border-t">
            <td className={line.amountMinor < 0 ? "py-1.5 pl-4" : "py-1.5"}>
              <TextLink isQuiet href={`/accounts?account=${line.accountCode}`}>
                <span className="text-ink-3">{line.accountCode}</span> {line.accountName}
              </TextLink>
            </td>
            <Side
              minor={line.amountMinor > 0 ? line.amountMinor : null}
              currency={line.currency}
              hasCurrency={currencies.length > 1}
            />
            <Side
              minor={line.amountMinor < 0 ? -line.amountMinor : null}
              currency={line.currency}
              hasCurrency={currencies.length > 1}
            />
          </tr>
        ))}
      </tbody>
      <tfoot>
        {currencies.map((currency) => {
          const sum = lines.reduce(
            (total, line) =>
              total + (line.currency === currency && line.amountMinor > 0 ? line.amountMinor : 0),
            0,
          );
          const credit = lines.reduce(
            (total, line) =>
              total - (line.currency === currency && line.amountMinor < 0 ? line.amountMinor : 0),
            0,
          );
          return (
            <tr key={currency} className="border-t border-line-strong font-semibold">
              <td className="py-1.5">{currency}</td>
              <Side minor={sum} currency={currency} />
              <Side minor={credit} currency={currency} />
            </tr>
          );
        })}
      </tfoot>
    </table>
  );
}

function Side({
  minor,
  currency,
  hasCurrency = false,
}: {
  readonly minor: number | null;
  readonly currency: string;
  readonly hasCurrency?: boolean;
}) {
  return (
    <td className="py-1.5 pl-2 text-right sm:pl-4">
      <Money amountMinor={minor} currency={currency} hasCurrency={hasCurrency} isZeroShown />
    </td>
  );
}
