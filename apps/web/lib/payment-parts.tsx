import { Callout } from "@stead/ui/callout";
import { moneyText } from "./format.ts";

type PaymentPartsProps = {
  /** What is asked for one after the other; undefined while it is worked out. */
  readonly partsMinor: readonly number[] | undefined;
  /** Why it is not the amount itself: rounded, or in several parts. */
  readonly notes: readonly string[] | undefined;
  readonly currency: string;
  readonly text: {
    readonly parts: string;
    readonly part: (number: number, amount: string) => string;
    readonly partsHelp: string;
  };
};

/** What a rail makes of an amount: rounded to its unit, or in several parts. */
export function PaymentParts({ partsMinor, notes = [], currency, text }: PaymentPartsProps) {
  if (partsMinor === undefined || (partsMinor.length < 2 && notes.length === 0)) return null;
  return (
    <Callout {...(partsMinor.length > 1 && { title: text.parts })}>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {partsMinor.length > 1 && (
        <>
          <ol className="my-1 tabular-nums">
            {partsMinor.map((part, index) => (
              <li key={index}>{text.part(index + 1, moneyText(part, currency))}</li>
            ))}
          </ol>
          <p>{text.partsHelp}</p>
        </>
      )}
    </Callout>
  );
}
