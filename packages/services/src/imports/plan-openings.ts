import type { Sql, Tx } from "@stead/db/client";
import { formatDecimalAmount } from "@stead/kernel/money";
import { agencyToday } from "../context/index.ts";
import { openLeases, readOpenings, type LeaseOpening, type OpeningState } from "../ledger/index.ts";
import { optional, required, type Draft } from "./describe-fields.ts";
import { anyIdBy } from "./find-by-keys.ts";
import {
  createRow,
  refuseRow,
  sameRow,
  type DraftRow,
  type ImportRun,
  type KindPlan,
  type RowReport,
} from "./plan-rows.ts";
import { amount, currency, date, signedAmount, text } from "./read-cell.ts";
import type { RowNote } from "./read-row.ts";
import { recordChanges } from "./record-changes.ts";

const fields = {
  lease: required(text(100), {
    label: "Lease",
    help: "Its number (L-12), payment reference or number in the former system",
    example: "L-12",
    names: [
      "lease number",
      "lease reference",
      "reference",
      "lease id",
      "contract number",
      "agreement number",
      "account reference",
    ],
  }),
  balance: optional(signedAmount, {
    label: "Balance",
    help: "More than zero: the tenant owes; less: the tenant has paid ahead",
    example: "12,500.00",
    names: ["opening balance", "balance due", "amount due", "tenant balance", "outstanding balance"],
  }),
  owed: optional(amount, {
    label: "Owed",
    example: "12,500.00",
    names: ["arrears", "owing", "outstanding", "debit", "dr"],
  }),
  credit: optional(amount, {
    label: "Paid ahead",
    example: "3,000.00",
    names: ["prepaid", "prepayment", "credit balance", "cr", "advance"],
  }),
  depositHeld: optional(amount, {
    label: "Deposit held",
    example: "32,000.00",
    names: ["deposit", "security deposit", "deposit balance", "deposit held"],
  }),
  currency: optional(currency, {
    label: "Currency",
    help: "The agency's when left out",
    example: "KES",
    names: ["ccy"],
  }),
  occurredOn: optional(date, {
    label: "Day",
    help: "Of the change-over; today when left out",
    example: "2026-11-30",
    names: ["date", "as of", "as at", "opening date", "balance date"],
  }),
};

type OpeningDraft = Draft<typeof fields>;
type Row = DraftRow<OpeningDraft>;

const findLeases = {
  name: "",
  text: `select l.id, l.number, l.reference, l.external_ref as "externalRef", l.currency, l.status
    from leases l
    where l.agency_id = $1 and l.id = ${anyIdBy(
      "leases",
      { column: "reference", parameter: 2 },
      { column: "external_ref", parameter: 2 },
      { column: "number", parameter: 3, type: "bigint" },
    )}
    order by l.number`,
};
type LeaseFacts = {
  id: string;
  number: number;
  reference: string;
  externalRef: string | null;
  currency: string;
  status: string;
};

/** The leases that a batch names, and what each was opened with. */
type Surroundings = { leases: readonly LeaseFacts[]; openings: ReadonlyMap<string, OpeningState> };

const noteOf = (field: string, value: string, message: string): RowNote => ({ field, value, message });

/** The lease that a row names: by its reference, else its former number, else its own number. */
function findLease(leases: readonly LeaseFacts[], words: string): LeaseFacts | RowNote {
  const numbered = numberOf(words);
  const ways = [
    ({ reference }: LeaseFacts) => reference === words,
    ({ externalRef }: LeaseFacts) => externalRef === words,
    ({ number }: LeaseFacts) => number === numbered,
  ];
  for (const isNamed of ways) {
    const lease = leases.find(isNamed);
    if (lease !== undefined) return lease;
  }
  return noteOf("lease", words, "no lease has this number or reference; import the leases first");
}

function numberOf(words: string): number | undefined {
  const digits = /^(?:L-?)?(\d{1,9})$/i.exec(words)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What the tenant owes (positive) or has paid ahead (negative), from whichever columns tell it; null when none does. */
function balanceOf({ balance, owed, credit }: OpeningDraft): number | null | RowNote {
  const apart = owed === null && credit === null ? null : (owed ?? 0) - (credit ?? 0);
  if (balance !== null && apart !== null && balance !== apart)
    return noteOf("balance", String(balance), "the balance is not what is owed less what is paid ahead");
  return balance ?? apart;
}

/** One amount of the row against what the books have of it: to be posted, there already, or in conflict. */
function partOf(
  field: string,
  before: number | null,
  after: number | null,
  money: string,
): { amountMinor: number } | RowNote {
  if (after === null || after === 0 || before === after) return { amountMinor: 0 };
  if (before === null) return { amountMinor: after };
  const words = (minor: number) => formatDecimalAmount(minor, money);
  return noteOf(
    field,
    words(after),
    `the lease was opened with ${words(before)} already; correct it in the books`,
  );
}

type RowOpening = LeaseOpening & { rowNo: number };

function planRow(
  run: ImportRun,
  row: Row,
  { leases, openings }: Surroundings,
): { report: RowReport; opening?: RowOpening } {
  const { draft, rowNo } = row;
  const lease = findLease(leases, draft.lease);
  if (!("id" in lease)) return { report: refuseRow(row, lease) };
  if (lease.status === "draft" || lease.status === "cancelled")
    return {
      report: refuseRow(row, noteOf("lease", draft.lease, `this lease is ${lease.status}; start it first`)),
    };
  const first = run.seen.first(`lease ${lease.id}`, rowNo);
  if (first !== rowNo)
    return {
      report: refuseRow(
        row,
        noteOf("lease", draft.lease, `row ${first} opens this lease too; add the amounts up in one row`),
      ),
    };
  const written = draft.currency ?? run.ctx.agency.currency;
  if (written !== lease.currency)
    return {
      report: refuseRow(
        row,
        noteOf("currency", written, `the lease is in ${lease.currency}; map a column with the currency`),
      ),
    };
  const occurredOn = draft.occurredOn ?? agencyToday(run.ctx);
  if (occurredOn > agencyToday(run.ctx))
    return {
      report: refuseRow(row, noteOf("occurredOn", occurredOn, "an opening cannot be dated after today")),
    };
  const told = balanceOf(draft);
  if (told !== null && typeof told === "object") return { report: refuseRow(row, told) };
  const opened = openings.get(lease.id);
  const parts = [
    partOf("balance", opened?.balanceMinor ?? null, told, written),
    partOf("depositHeld", opened?.depositMinor ?? null, draft.depositHeld, written),
  ] as const;
  const problems = parts.filter((part) => "field" in part);
  if (problems.length > 0) return { report: refuseRow(row, ...problems) };
  const [balanceMinor, depositHeldMinor] = parts.map((part) =>
    "amountMinor" in part ? part.amountMinor : 0,
  ) as [number, number];
  if (balanceMinor === 0 && depositHeldMinor === 0) return { report: sameRow(row, lease.id) };
  const words = (minor: number) => (minor === 0 ? null : formatDecimalAmount(minor, written));
  const report = createRow(row, lease.id, {
    balance: words(balanceMinor),
    depositHeld: words(depositHeldMinor),
    occurredOn,
  });
  return { report, opening: { rowNo, leaseId: lease.id, balanceMinor, depositHeldMinor, occurredOn } };
}

export const openingPlan: KindPlan<typeof fields> = {
  fields,
  labelOf: (draft) => draft.lease,
  missingIn: (mapped) =>
    ["balance", "owed", "credit", "depositHeld"].some((name) => mapped.has(name))
      ? undefined
      : "choose a column with the balance, what is owed, what is paid ahead, or the deposit",
  // An earlier row's opening is in the books by now, under its lease.
  note: () => {},
  plan: async (run, sql: Sql, rows) => {
    const words = [...new Set(rows.map(({ draft }) => draft.lease))];
    const leases = await sql<LeaseFacts>(
      findLeases,
      run.ctx.agencyId,
      words,
      words.flatMap((word) => numberOf(word) ?? []),
    );
    const ids = leases.map(({ id }) => id);
    const surroundings = { leases, openings: await readOpenings(sql, run.ctx, ids) };
    const planned = rows.map((row) => planRow(run, row, surroundings));
    const openings = planned.flatMap(({ opening }) => opening ?? []);
    return {
      reports: planned.map(({ report }) => report),
      write: (tx) => writeOpenings(tx, run, openings),
    };
  },
};

/** Posts a batch of openings, and keeps which journals each row made: an undo reverses those. */
async function writeOpenings(tx: Tx, run: ImportRun, openings: readonly RowOpening[]): Promise<void> {
  const rows = new Map(openings.map(({ leaseId, rowNo }) => [leaseId, rowNo]));
  const opened = await openLeases(tx, run.ctx, openings);
  await recordChanges(
    tx,
    run,
    opened.map(({ leaseId: entityId, ...facts }) => ({
      rowNo: rows.get(entityId) ?? 0,
      entityId,
      version: 0,
      facts,
    })),
  );
}
