import { railDescriptors, railIds, type RailId } from "@stead/contracts/rails";
import type { StatementLine } from "@stead/documents/statements/statement";
import { normaliseReference } from "../payments/index.ts";

/** An agency's account with a provider, as a bank's words may name it. */
export type NamedRail = { rail: RailId; account: string };

const payoutWords =
  /\b(settle(ment)?|payout|pay out|disbursement|withdraw(al)?|org(anisation|anization)?)\b/i;
const leastAccountCharacters = 5;

/**
 * The rail whose provider paid an arrival at the bank out, by the bank's words: they hold the number of one of the
 * agency's accounts, or a provider's name and a word for a payout. The name alone does not do: tenants send money from
 * M-Pesa to banks as well. Null for other money.
 */
export function payoutRailOf(
  {
    amountMinor,
    text,
    counterparty,
    reference,
  }: Pick<StatementLine, "amountMinor" | "text" | "counterparty" | "reference">,
  accounts: readonly NamedRail[],
): RailId | null {
  if (amountMinor <= 0) return null;
  const words = [counterparty, reference, text].filter((part) => part !== null).join(" ");
  const letters = new Set(words.toUpperCase().split(/[^A-Z0-9_]+/));
  const named = accounts.find(
    ({ account }) => account.length >= leastAccountCharacters && letters.has(account.toUpperCase()),
  );
  if (named !== undefined) return named.rail;
  if (!payoutWords.test(words)) return null;
  const plain = words.toLowerCase().replaceAll(/[^a-z]/g, "");
  return railIds.find((rail) => plain.includes(rail) || plain.includes(plainName(rail))) ?? null;
}

// A card is not a provider's name: only names that say more count.
const plainName = (rail: RailId) => {
  const name = railDescriptors[rail].name.toLowerCase().replaceAll(/[^a-z]/g, "");
  return name.length > 4 ? name : rail;
};

/** A receipt that may be a bank's line: somebody recorded it by hand. */
export type Candidate = {
  paymentId: string;
  number: number;
  reference: string | null;
  /** It was recorded with the bank's own id of the transfer. */
  isNamed: boolean;
};

export type Choice =
  | { kind: "match"; paymentId: string }
  | { kind: "ask"; number: number }
  | { kind: "book" };

/**
 * What becomes of a bank's line for which receipts of the same amount were recorded by hand: the one with its id or its
 * reference is it; others make it wait for a person, because booking it could count money twice.
 */
export function chooseReceipt(reference: string | null, candidates: readonly Candidate[]): Choice {
  const named = candidates.find(({ isNamed }) => isNamed);
  if (named) return { kind: "match", paymentId: named.paymentId };
  const words = normaliseReference(reference ?? "");
  const alike = candidates.filter((candidate) => normaliseReference(candidate.reference ?? "") === words);
  const [sole] = alike;
  if (sole && alike.length === 1 && words.length > 2) return { kind: "match", paymentId: sole.paymentId };
  const [first] = candidates;
  return first ? { kind: "ask", number: first.number } : { kind: "book" };
}

/** One spelling of an account: letters and digits. */
const plainNumber = (text: string) => text.replaceAll(/[^A-Za-z0-9]/g, "").toUpperCase();

/** Whether a file's account is the one that it is for: an IBAN ends with the number that the bank's other files have. */
export function isSameAccount(inFile: string, own: string): boolean {
  const [one, other] = [plainNumber(inFile), plainNumber(own)];
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  return one === other || (shorter.length >= 6 && longer.endsWith(shorter));
}
