import { formatDecimalAmount, sumMinor } from "@stead/kernel/money";
import fc from "fast-check";

/** A movement as the tests invent it; each writer below puts it into a file of its format. */
export type Movement = { on: string; amountMinor: number; id: string; reference: string; name: string };
export type Account = { iban: string; currency: string; openingMinor: number; movements: Movement[] };

const word = fc
  .stringMatching(/^[A-Z][A-Z0-9]{2,11}$/)
  .filter((text) => !/^(NONREF|NONE|EREF|KREF)$/.test(text));
const day = fc
  .integer({ min: 0, max: 80 })
  .map((days) => Temporal.PlainDate.from("2026-10-20").add({ days }).toString());

/** An account with up to a dozen movements, oldest first, each with an id of its own. */
export const accounts: fc.Arbitrary<Account> = fc.record({
  iban: fc.constantFrom("NL91ABNA0417164300", "DE89370400440532013000"),
  currency: fc.constantFrom("EUR", "KES", "JPY", "KWD"),
  openingMinor: fc.integer({ min: -5_000_000, max: 5_000_000 }),
  movements: fc
    .array(
      fc.record({
        on: day,
        amountMinor: fc.integer({ min: -9_000_000, max: 9_000_000 }).filter((minor) => minor !== 0),
        reference: word,
        name: word,
      }),
      { maxLength: 12 },
    )
    .map((list) =>
      list
        .toSorted((a, b) => a.on.localeCompare(b.on))
        .map((movement, index) => ({ ...movement, id: `ID${1_000 + index}` })),
    ),
});

export const bytesOf = (text: string) => new TextEncoder().encode(text);

const closing = ({ openingMinor, movements }: Account) =>
  sumMinor([openingMinor, ...movements.map(({ amountMinor }) => amountMinor)]);
const compact = (date: string) => date.replaceAll("-", "");
const unsigned = (minor: number, currency: string) => formatDecimalAmount(Math.abs(minor), currency);
const days = ({ movements }: Account) => ({
  from: movements[0]?.on ?? "2026-10-20",
  to: movements.at(-1)?.on ?? "2026-10-20",
});

export function writeMt940(account: Account): string {
  const swift = (minor: number) => {
    const amount = unsigned(minor, account.currency).replace(".", ",");
    return amount.includes(",") ? amount : `${amount},`;
  };
  const balance = (minor: number, on: string) =>
    `${minor < 0 ? "D" : "C"}${compact(on).slice(2)}${account.currency}${swift(minor)}`;
  const { from, to } = days(account);
  return [
    "{1:F01BANKNL2AXXXX0000000000}{2:O9400000}{4:",
    ":20:STATEMENT",
    `:25:${account.iban}`,
    ":28C:7/1",
    `:60F:${balance(account.openingMinor, from)}`,
    ...account.movements.flatMap(({ on, amountMinor, id, reference, name }) => [
      `:61:${compact(on).slice(2)}${compact(on).slice(4)}${amountMinor < 0 ? "D" : "C"}${swift(amountMinor)}NTRFNONREF//${id}`,
      `:86:166?00TRANSFER?20EREF+${reference}?21SVWZ+RENT?31ACC1?32${name}`,
    ]),
    `:62F:${balance(closing(account), to)}`,
    "-}{5:{CHK:0}}",
  ].join("\r\n");
}

export function writeCamt(account: Account, version = "08"): string {
  const isNew = Number(version) >= 8;
  const amount = (minor: number) =>
    `<Amt Ccy="${account.currency}">${unsigned(minor, account.currency)}</Amt><CdtDbtInd>${minor < 0 ? "DBIT" : "CRDT"}</CdtDbtInd>`;
  const balance = (code: string, minor: number) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(minor)}</Bal>`;
  const party = (name: string) => (isNew ? `<Pty><Nm>${name}</Nm></Pty>` : `<Nm>${name}</Nm>`);
  const entry = ({ on, amountMinor, id, reference, name }: Movement) => {
    const side = amountMinor < 0 ? "Cdtr" : "Dbtr";
    return `<Ntry>${amount(amountMinor)}<Sts>${isNew ? "<Cd>BOOK</Cd>" : "BOOK"}</Sts><BookgDt><Dt>${on}</Dt></BookgDt>
      <ValDt><Dt>${on}</Dt></ValDt><AcctSvcrRef>${id}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs>
      <RltdPties><${side}>${party(name)}</${side}></RltdPties><RmtInf><Ustrd>RENT</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
  };
  return `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}">
    <BkToCstmrStmt><Stmt><Id>S7</Id><Acct><Id><IBAN>${account.iban}</IBAN></Id></Acct>
    ${balance("OPBD", account.openingMinor)}${balance("CLBD", closing(account))}
    ${account.movements.map(entry).join("\n")}</Stmt></BkToCstmrStmt></Document>`;
}

export function writeOfx(account: Account, kind: "sgml" | "xml"): string {
  const end = (name: string) => (kind === "xml" ? `</${name}>` : "");
  const value = (name: string, text: string) => `<${name}>${text}${end(name)}`;
  const head =
    kind === "xml"
      ? '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>'
      : "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n";
  const { from, to } = days(account);
  const entry = ({ on, amountMinor, id, reference, name }: Movement) =>
    `<STMTTRN>${value("TRNTYPE", "OTHER")}${value("DTPOSTED", compact(on))}${value("TRNAMT", formatDecimalAmount(amountMinor, account.currency))}` +
    `${value("FITID", id)}${value("REFNUM", reference)}${value("NAME", name)}${value("MEMO", "RENT")}</STMTTRN>`;
  return `${head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>${value("CURDEF", account.currency)}
    <BANKACCTFROM>${value("ACCTID", account.iban)}</BANKACCTFROM><BANKTRANLIST>${value("DTSTART", compact(from))}${value("DTEND", compact(to))}
    ${account.movements.map(entry).join("\n")}</BANKTRANLIST><LEDGERBAL>${value("BALAMT", formatDecimalAmount(closing(account), account.currency))}${value("DTASOF", compact(to))}</LEDGERBAL>
    </STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;
}

export type CsvStyle = {
  delimiter: "," | ";" | "\t";
  mark: "." | ",";
  isLatestFirst: boolean;
  hasSides: boolean;
};

export const csvStyles: fc.Arbitrary<CsvStyle> = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t"),
  mark: fc.constantFrom(".", ","),
  isLatestFirst: fc.boolean(),
  hasSides: fc.boolean(),
});

export function writeCsv(account: Account, style: CsvStyle): string {
  const grouped = (minor: number) => {
    const [whole = "", fraction] = formatDecimalAmount(minor, account.currency).split(".");
    const group = style.mark === "." ? "," : ".";
    const head = whole.replaceAll(/\B(?=(\d{3})+$)/g, group);
    return fraction === undefined ? head : `${head}${style.mark}${fraction}`;
  };
  const quoted = (cells: string[]) => cells.map((cell) => `"${cell}"`).join(style.delimiter);
  let balance = account.openingMinor;
  const rows = account.movements.map(({ on, amountMinor, id, reference, name }) => {
    balance += amountMinor;
    const amounts = style.hasSides
      ? [amountMinor < 0 ? grouped(-amountMinor) : "", amountMinor > 0 ? grouped(amountMinor) : ""]
      : [grouped(amountMinor)];
    return quoted([on, id, reference, name, "RENT", ...amounts, grouped(balance)]);
  });
  const sides = style.hasSides ? ["Debit", "Credit"] : ["Amount"];
  const header = quoted([
    "Date",
    "Transaction ID",
    "Reference",
    "Name",
    "Description",
    ...sides,
    `Balance (${account.currency})`,
  ]);
  return [
    quoted(["Account Number", account.iban]),
    "",
    header,
    ...(style.isLatestFirst ? rows.toReversed() : rows),
  ].join("\r\n");
}

export type MpesaStyle = { dates: "dashes" | "slashes" | "iso"; isLatestFirst: boolean };

export const mpesaStyles: fc.Arbitrary<MpesaStyle> = fc.record({
  dates: fc.constantFrom("dashes", "slashes", "iso"),
  isLatestFirst: fc.boolean(),
});

export function writeMpesa(account: Account, { dates, isLatestFirst }: MpesaStyle): string {
  const time = (on: string) => {
    const [year = "", month = "", day = ""] = on.split("-");
    if (dates === "iso") return `${on} 10:30:24`;
    return `${[day, month, year].join(dates === "dashes" ? "-" : "/")} 10:30:24`;
  };
  const grouped = (minor: number) => {
    const [whole = "", fraction = ""] = formatDecimalAmount(minor, "KES").split(".");
    return `"${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}.${fraction}"`;
  };
  let balance = account.openingMinor;
  const rows = account.movements.map(({ on, amountMinor, id, reference, name }) => {
    balance += amountMinor;
    const [paidIn, out] = amountMinor > 0 ? [grouped(amountMinor), ""] : ["", grouped(amountMinor)];
    const receipt = `TKL${id}X`;
    return [
      receipt,
      time(on),
      time(on),
      `Pay Bill Acc. ${reference}`,
      "Completed",
      paidIn,
      out,
      grouped(balance),
      "true",
      "Pay Bill Online",
      `2547****0002 - ${name}`,
      "",
      reference,
    ].join(",");
  });
  const header =
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.";
  return ["Short Code,600966", "", header, ...(isLatestFirst ? rows.toReversed() : rows)].join("\n");
}
