import { isAppError } from "@stead/kernel/errors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readStatement } from "./read-statement.ts";
import { keyLines, lineKey, type BankStatement } from "./statement.ts";
import {
  accounts,
  bytesOf,
  csvStyles,
  mpesaStyles,
  writeCamt,
  writeCsv,
  writeMpesa,
  writeMt940,
  writeOfx,
  type Account,
} from "./test-statements.ts";

const options = { timeZone: "Africa/Nairobi" };
const runs = { numRuns: 40 };

function read(text: string): BankStatement {
  const [statement, ...others] = readStatement(bytesOf(text), { ...options });
  if (statement === undefined || others.length > 0) throw new Error("expected one statement");
  return statement;
}

const facts = ({ lines }: BankStatement) =>
  lines
    .map(({ bookedOn, amountMinor, externalId, reference, counterparty }) =>
      [bookedOn, amountMinor, externalId, reference, counterparty].join(" "),
    )
    .toSorted();

const told = ({ movements }: Account, id = (text: string) => text) =>
  movements.map((one) => [one.on, one.amountMinor, id(one.id), one.reference, one.name].join(" ")).toSorted();

const closingOf = ({ openingMinor, movements }: Account) =>
  movements.reduce((sum, { amountMinor }) => sum + amountMinor, openingMinor);

const whole = (statement: BankStatement) => ({
  facts: facts(statement),
  account: [statement.accountId, statement.currency],
  balances: [statement.openingMinor, statement.closingMinor],
});

const wholeOf = (account: Account) => ({
  facts: told(account),
  account: [account.iban, account.currency],
  balances: [account.openingMinor, closingOf(account)],
});

const writers: [string, (account: Account) => string][] = [
  ["MT940", writeMt940],
  ["CAMT.053 version 2", (account) => writeCamt(account, "02")],
  ["CAMT.053 version 3", (account) => writeCamt(account, "03")],
  ["CAMT.053 version 8", (account) => writeCamt(account, "08")],
];

describe("what is written is read", () => {
  test.each(writers)("%s", (_name, write) => {
    fc.assert(
      fc.property(accounts, (account) => {
        const statement = read(write(account));
        expect(whole(statement)).toEqual(wholeOf(account));
      }),
      runs,
    );
  });

  test.each(["sgml", "xml"] as const)("OFX as %s", (kind) => {
    fc.assert(
      fc.property(accounts, (account) => {
        const statement = read(writeOfx(account, kind));
        expect(facts(statement)).toEqual(told(account));
        expect(statement).toMatchObject({ openingMinor: null, closingMinor: closingOf(account) });
      }),
      runs,
    );
  });

  test("CSV, whatever its delimiter, decimal mark, order and columns", () => {
    fc.assert(
      fc.property(accounts, csvStyles, (account, style) => {
        fc.pre(account.movements.length > 0 && account.currency !== "KWD");
        const statement = read(writeCsv(account, style));
        expect(whole(statement)).toEqual(wholeOf(account));
      }),
      runs,
    );
  });

  test("M-Pesa, in its three forms of dates, latest or oldest first", () => {
    fc.assert(
      fc.property(accounts, mpesaStyles, (account, style) => {
        fc.pre(account.movements.length > 0);
        const statement = read(writeMpesa(account, style));
        expect(facts(statement)).toEqual(told(account, (id) => `TKL${id}X`));
        expect(statement).toMatchObject({
          openingMinor: account.openingMinor,
          closingMinor: closingOf(account),
        });
      }),
      runs,
    );
  });
});

describe("a damaged file is refused, never half read or crashed on", () => {
  const files = fc.oneof(
    fc.tuple(accounts, fc.constantFrom(writeMt940, writeCamt)).map(([account, write]) => write(account)),
    fc.tuple(accounts, fc.constantFrom("sgml" as const, "xml" as const)).map((args) => writeOfx(...args)),
    fc.tuple(accounts, csvStyles).map((args) => writeCsv(...args)),
    fc.tuple(accounts, mpesaStyles).map((args) => writeMpesa(...args)),
  );
  const orRefused = (bytes: Uint8Array): BankStatement[] => {
    try {
      return readStatement(bytes, options);
    } catch (error) {
      if (isAppError(error, "INVALID")) return [];
      throw error;
    }
  };

  test("cut at any byte", () => {
    const cuts = fc.property(files, fc.double({ min: 0, max: 1, noNaN: true }), (text, part) => {
      const bytes = bytesOf(text);
      expect(orRefused(bytes.subarray(0, Math.floor(bytes.length * part)))).toBeInstanceOf(Array);
    });
    expect(() => fc.assert(cuts, { numRuns: 300 })).not.toThrow();
  });

  test("any byte changed, dropped or doubled", () => {
    const damages = fc.property(
      files,
      fc.nat(),
      fc.nat({ max: 255 }),
      fc.nat({ max: 2 }),
      (text, ...damage) => {
        const bytes = bytesOf(text);
        const [at, byte, count] = damage;
        const index = at % bytes.length;
        const put = new Uint8Array(count).fill(byte);
        const damaged = new Uint8Array([...bytes.subarray(0, index), ...put, ...bytes.subarray(index + 1)]);
        expect(orRefused(damaged)).toBeInstanceOf(Array);
      },
    );
    expect(() => fc.assert(damages, { numRuns: 300 })).not.toThrow();
  });

  test.each(writers)("%s with one amount changed does not add up", (_name, write) => {
    fc.assert(
      fc.property(accounts, (account) => {
        fc.pre(account.movements.length > 0);
        const whole = write(account);
        const changed = write({
          ...account,
          movements: account.movements.map((one, index) =>
            index === 0 ? { ...one, amountMinor: one.amountMinor === 7 ? 8 : 7 } : one,
          ),
        });
        const balances = /:62F:.*|<Bal>.*<\/Bal>/;
        const mixed = changed.replace(balances, balances.exec(whole)?.[0] ?? "");
        expect(() => read(mixed)).toThrow(/but the closing balance is/);
      }),
      runs,
    );
  });
});

describe("the key of a line", () => {
  const keysOf = (statement: BankStatement) => keyLines("acct", [statement]).map(({ key }) => key);

  test("is the same in every format of a bank that has ids", () => {
    fc.assert(
      fc.property(accounts, csvStyles, (account, style) => {
        fc.pre(account.movements.length > 0 && account.currency !== "KWD");
        const keys = keysOf(read(writeMt940(account)));
        const files = [
          writeCamt(account),
          writeOfx(account, "sgml"),
          writeOfx(account, "xml"),
          writeCsv(account, style),
        ];
        for (const file of files) expect(keysOf(read(file)).toSorted()).toEqual(keys.toSorted());
        expect(new Set(keys).size).toBe(account.movements.length);
      }),
      runs,
    );
  });

  test("is the same when statements overlap and come in another order", () => {
    fc.assert(
      fc.property(accounts, fc.nat(), fc.nat(), (account, one, other) => {
        const withoutIds = {
          ...account,
          movements: account.movements.map((movement) => ({ ...movement, id: "NONREF" })),
        };
        const days = [...new Set(account.movements.map(({ on }) => on))];
        const [from, to] = [one % (days.length + 1), other % (days.length + 1)].toSorted((a, b) => a - b);
        const within = new Set(days.slice(from, to));
        const part = { ...withoutIds, movements: withoutIds.movements.filter(({ on }) => within.has(on)) };
        const whole = keysOf(read(writeMt940(withoutIds)));
        const partly = keysOf(read(writeMt940(part)));
        expect(whole).toEqual(expect.arrayContaining(partly));
        const reversed = { ...withoutIds, movements: withoutIds.movements.toReversed() };
        expect(keysOf(read(writeMt940(reversed))).toSorted()).toEqual(whole.toSorted());
      }),
      runs,
    );
  });

  test("equal lines of a day are told apart by their ordinals", () => {
    const rent = { on: "2026-11-01", amountMinor: 500_00, id: "NONREF", reference: "RENT", name: "ANNE" };
    const statement = read(
      writeMt940({ iban: "NL91ABNA0417164300", currency: "EUR", openingMinor: 0, movements: [rent, rent] }),
    );
    const [first, second] = keyLines("acct", [statement]);
    expect(first?.key).toMatch(/^bank:acct:2026-11-01:50000:[0-9a-f]{20}:1$/);
    expect(second?.key).toBe(first?.key.replace(/1$/, "2"));
    expect(first && lineKey("acct", first.line, 2)).toBe(second?.key);
  });

  test("an M-Pesa charge has another key than the payment whose receipt number it repeats", () => {
    const movement = { on: "2026-11-01", amountMinor: 500_00, id: "ID1", reference: "A1", name: "ANNE" };
    const account = { iban: "", currency: "KES", openingMinor: 0, movements: [movement] };
    const payment = writeMpesa(account, { dates: "iso", isLatestFirst: false });
    const row = payment.split("\n").at(-1) ?? "";
    const charge = row
      .replace('"500.00",', ',"-500.00"')
      .replace('"500.00",true', '"0.00",true')
      .replace("Pay Bill Online", "Pay Bill Charge");
    const statement = read(`${payment}\n${charge}\n${row}`);
    expect(statement.skipped).toEqual([{ line: 6, reason: "the same as line 4" }]);
    expect(statement.lines.map(({ kind }) => kind)).toEqual(["receipt", "fee"]);
    expect(new Set(keysOf(statement)).size).toBe(2);
  });
});
