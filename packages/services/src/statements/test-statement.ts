import { Readable } from "node:stream";
import { readFile } from "node:fs/promises";
import type { StatementDto, StatementLineDto } from "@stead/contracts/statements";
import { ListStatementLinesInput } from "@stead/contracts/statements";
import type { FileStore } from "@stead/kernel/files";
import type { RailContext } from "../context/index.ts";
import { createStatement, getStatement, importStatement, listStatementLines } from "./index.ts";

export type Place = { railAccountId?: string; bankAccountId?: string };

/** Uploads a statement and books it, as the edge and the worker do. */
export async function bring(
  ctx: RailContext,
  files: FileStore,
  place: Place,
  content: string | Buffer,
): Promise<StatementDto> {
  const { id, jobRunId } = await upload(ctx, files, place, content);
  await importStatement({ ctx, files, input: { statementId: id, jobRunId: jobRunId ?? "" } });
  return getStatement({ ctx, input: { id } });
}

export async function upload(
  ctx: RailContext,
  files: FileStore,
  { railAccountId = null, bankAccountId = null }: Partial<Record<keyof Place, string | null>>,
  content: string | Buffer,
): Promise<StatementDto> {
  const file = await files.put(Readable.from([Buffer.from(content)]), { maxBytes: 1e9 });
  const input = { railAccountId, bankAccountId, fileName: "statement.csv", contentType: "text/csv", file };
  return createStatement({ ctx, input });
}

export async function linesOf(ctx: RailContext, filter: object): Promise<StatementLineDto[]> {
  const input = ListStatementLinesInput.parse({ ...filter, limit: 200 });
  return (await listStatementLines({ ctx, input })).items;
}

/** A real file of the samples. */
export const sample = (name: string) =>
  readFile(new URL(`../../../documents/fixtures/statements/${name}`, import.meta.url));

export type PortalRow = {
  receipt: string;
  on?: string;
  minor: number;
  reason?: string;
  reference?: string;
  linked?: string;
};

const shillings = (minor: number) => (minor / 100).toFixed(2);

/** A file of the M-Pesa portal, oldest first, with its running balance. */
export function portalFile(rows: readonly PortalRow[], openingMinor = 0): string {
  let balance = openingMinor;
  const lines = rows.map(
    ({ receipt, on = "12-06-2026", minor, reason = "Pay Bill Online", reference = "", linked = "" }) => {
      balance += minor;
      const [paidIn, out] = minor > 0 ? [shillings(minor), ""] : ["", shillings(minor)];
      const time = `${on} 10:30:24`;
      const cells = [
        receipt,
        time,
        time,
        reason,
        "Completed",
        paidIn,
        out,
        shillings(balance),
        "true",
        reason,
      ];
      return [...cells, "2547****0002 - A TENANT", linked, reference].join(",");
    },
  );
  const header =
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.";
  return ["Short Code,600966", "", header, ...lines].join("\n");
}

export type BankRow = { id: string; on?: string; minor: number; reference?: string; text?: string };

/** A bank's CSV of the account 0110012345, with its running balance. */
export function bankFile(rows: readonly BankRow[], openingMinor = 0): string {
  let balance = openingMinor;
  const lines = rows.map(({ id, on = "2026-06-12", minor, reference = "", text = "TRANSFER" }) => {
    balance += minor;
    return [on, id, reference, text, shillings(minor), shillings(balance)].join(",");
  });
  const header = "Date,Transaction ID,Reference,Description,Amount,Balance";
  return ["Account Number,0110012345", "", header, ...lines].join("\n");
}
