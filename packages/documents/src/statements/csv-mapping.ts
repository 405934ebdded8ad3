import { plainName } from "./read-records.ts";
import type { StatementDelimiter } from "./read-records.ts";
import type { StatementEncoding } from "./decode-text.ts";

/** What a column of a bank's CSV can hold. */
export const csvFields = [
  "date",
  "valueDate",
  "amount",
  "debit",
  "credit",
  "direction",
  "balance",
  "currency",
  "account",
  "id",
  "reference",
  "counterparty",
  "counterpartyAccount",
  "text",
] as const;
export type CsvField = (typeof csvFields)[number];

/**
 * How a bank's CSV is read. Columns are named as in its header, whatever their case and punctuation; what is left out
 * is guessed. A date and either an amount, or a debit and a credit, are needed.
 */
export type CsvMapping = {
  columns?: Partial<Record<CsvField, string>>;
  dateOrder?: "day_first" | "month_first";
  decimalMark?: "." | ",";
  delimiter?: StatementDelimiter;
  encoding?: StatementEncoding;
};

/** Names that banks give their columns, in plain form, the likeliest first. */
const names: Record<CsvField, readonly string[]> = {
  date: `date transactiondate bookingdate posteddate postingdate postdate bookdate trndate txndate trandate entrydate
    datum buchungstag buchungsdatum boekdatum transactiedatum rentedatum date operation dateoperation datecomptable fecha
    data completeddate completedon dateposted transdate tarehe`.split(/\s+/),
  valueDate: "valuedate valutadatum valuta wertstellung datevaleur fechavalor valdate effectivedate".split(
    " ",
  ),
  amount:
    `amount transactionamount betrag bedrag bedrageur montant importe valor umsatz netamount amountkes kiasi
    transamount`.split(/\s+/),
  debit:
    `debit debits debitamount withdrawal withdrawals withdrawn moneyout paidout debet soll dr debitdr payments out
    debitamt withdrawalamt`.split(/\s+/),
  credit:
    `credit credits creditamount deposit deposits moneyin paidin haben cr creditcr in creditamt depositamt
    lodgement lodgements`.split(/\s+/),
  direction: "drcr crdr debitcredit creditdebit direction sign afbij sollhaben dc cd indicator".split(" "),
  balance: `balance runningbalance accountbalance saldo solde bookbalance ledgerbalance closingbalance
    availablebalance balancekes saldonamutatie`.split(/\s+/),
  currency: "currency ccy curr wahrung waehrung munt devise moneda".split(" "),
  account: "account accountnumber accountno acctno iban ibanbban rekening auftragskonto".split(" "),
  id: `transactionid transactionreference transactionref txnid txnref bankreference bankref fitid transid trnref
    referencenumber volgnr uniqueid ftreference`.split(/\s+/),
  reference:
    `reference ref customerreference customerref payerreference paymentreference endtoendid kundenreferenz
    betalingskenmerk chequeno chequenumber`.split(/\s+/),
  counterparty:
    `counterparty name payee payer payeename beneficiary beneficiaryname counterpartyname naamtegenpartij
    tegenpartij beguenstigterzahlungspflichtiger begunstigterzahlungspflichtiger auftraggeber naamomschrijving`.split(
      /\s+/,
    ),
  counterpartyAccount:
    `counterpartyaccount counterpartyiban tegenrekening tegenrekeningibanbban kontonummeriban
    payeraccount beneficiaryaccount`.split(/\s+/),
  text: `description details narration narrative particulars remarks memo transactiondetails transactiondescription
    verwendungszweck omschrijving omschrijving1 mededelingen libelle concepto buchungstext maelezo`.split(
    /\s+/,
  ),
};

/** Words in the name of a column that say what it holds when no whole name fits. */
const words: Partial<Record<CsvField, RegExp>> = {
  date: /\b(date|datum|fecha)\b/i,
  debit: /\b(debit|withdrawals?|money out|paid out)\b/i,
  credit: /\b(credit|deposits?|money in|paid in)\b/i,
  amount: /\b(amount|betrag|bedrag|montant|importe)\b/i,
  balance: /\b(balance|saldo|solde)\b/i,
  currency: /\b(currency|ccy)\b/i,
  text: /\b(description|details|narrat\w+|particulars|remarks)\b/i,
};

export type CsvColumns = Partial<Record<CsvField, number>>;

/** The columns of a header by what they hold: those that are named, and for the rest a guess. */
export function guessColumns(
  header: readonly string[],
  named: Partial<Record<CsvField, string>> = {},
): CsvColumns {
  const columns: CsvColumns = {};
  const free = new Map(header.map((name, index) => [index, name]));
  const take = (field: CsvField, index: number) => {
    if (index < 0 || columns[field] !== undefined) return;
    columns[field] = index;
    free.delete(index);
  };
  const find = (accepts: (name: string) => boolean) =>
    [...free].find(([, name]) => name.trim() !== "" && accepts(name))?.[0] ?? -1;
  for (const field of csvFields) {
    const wanted = named[field];
    if (wanted !== undefined)
      take(
        field,
        find((name) => plainName(name) === plainName(wanted)),
      );
  }
  const open = csvFields.filter((field) => named[field] === undefined);
  // Currencies and units in brackets are no part of a name: "Amount (KES)".
  const bare = (name: string) => plainName(name.replace(/\([^)]{0,20}\)/, ""));
  for (const field of open)
    for (const name of names[field])
      take(
        field,
        find((column) => bare(column) === name),
      );
  for (const field of open) {
    const word = words[field];
    if (word !== undefined)
      take(
        field,
        find((column) => word.test(column)),
      );
  }
  return columns;
}

/** True when the columns suffice: a date, and an amount or the two sides of it. */
export function areEnough({ date, amount, debit, credit }: CsvColumns): boolean {
  return date !== undefined && (amount !== undefined || (debit !== undefined && credit !== undefined));
}
