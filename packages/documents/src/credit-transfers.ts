import { formatDecimalAmount, sumMinor } from "@stead/kernel/money";

/** An account with a bank, as pain.001 names it: an IBAN, or another number with the bank's BIC or clearing code. */
export type TransferAccount = {
  name: string;
  account: string;
  isIban: boolean;
  bic: string | null;
  bankCode: string | null;
};

export type CreditTransfer = {
  /** At most 35 characters; the bank hands it on to the payee's bank and back. */
  endToEndId: string;
  amountMinor: number;
  to: TransferAccount;
  /** What the payee reads. At most 140 characters. */
  text: string;
};

export type TransferBatch = {
  /** At most 35 characters: a bank refuses a file whose id it had before. */
  messageId: string;
  /** Instant. */
  createdAt: string;
  /** Civil date. */
  executeOn: string;
  currency: string;
  from: TransferAccount;
  transfers: readonly CreditTransfer[];
};

const namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/** The letters that every bank of the SEPA and SWIFT networks takes. */
function plain(text: string, most: number): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^A-Za-z0-9/?:().,'+ -]/g, " ")
    .replaceAll(/ +/g, " ")
    .trim()
    .slice(0, most);
}

/** Elements are written from plain letters only, of which `'` alone is no trouble and no other mark is left. */
const element = (name: string, content: string) => `<${name}>${content}</${name}>`;
const text = (name: string, value: string, most: number) => element(name, plain(value, most));

function account({ account: number, isIban }: TransferAccount): string {
  return element("Id", isIban ? text("IBAN", number, 34) : element("Othr", text("Id", number, 34)));
}

function agent({ bic, bankCode }: TransferAccount): string {
  const clearing = bankCode === null ? "" : element("ClrSysMmbId", text("MmbId", bankCode, 28));
  const known = (bic === null ? "" : text("BICFI", bic, 11)) + clearing;
  return element("FinInstnId", known === "" ? element("Othr", text("Id", "NOTPROVIDED", 35)) : known);
}

const party = ({ name }: TransferAccount) => text("Nm", name, 140);

function transfer({ endToEndId, amountMinor, to, text: note }: CreditTransfer, currency: string): string {
  const amount = `<InstdAmt Ccy="${currency}">${formatDecimalAmount(amountMinor, currency)}</InstdAmt>`;
  return element(
    "CdtTrfTxInf",
    element("PmtId", text("EndToEndId", endToEndId, 35)) +
      element("Amt", amount) +
      element("CdtrAgt", agent(to)) +
      element("Cdtr", party(to)) +
      element("CdtrAcct", account(to)) +
      element("RmtInf", text("Ustrd", note, 140)),
  );
}

/**
 * A file of credit transfers for a bank: ISO 20022 pain.001.001.09, one payment information with all transfers, charges
 * shared. Names and texts lose what banks do not read. Amounts in minor units.
 */
export function writeCreditTransfers(batch: TransferBatch): string {
  const { messageId, createdAt, executeOn, currency, from, transfers } = batch;
  const total = formatDecimalAmount(sumMinor(transfers.map(({ amountMinor }) => amountMinor)), currency);
  const sums = element("NbOfTxs", String(transfers.length)) + element("CtrlSum", total);
  const header =
    text("MsgId", messageId, 35) + element("CreDtTm", createdAt) + sums + element("InitgPty", party(from));
  const payments =
    text("PmtInfId", messageId, 35) +
    element("PmtMtd", "TRF") +
    sums +
    element("ReqdExctnDt", element("Dt", executeOn)) +
    element("Dbtr", party(from)) +
    element("DbtrAcct", account(from) + element("Ccy", currency)) +
    element("DbtrAgt", agent(from)) +
    element("ChrgBr", "SHAR") +
    transfers.map((each) => transfer(each, currency)).join("\n");
  const body = element(
    "CstmrCdtTrfInitn",
    `\n${element("GrpHdr", header)}\n${element("PmtInf", payments)}\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">\n${body}\n</Document>\n`;
}
