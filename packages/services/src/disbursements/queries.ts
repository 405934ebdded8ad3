import type { BankAccount, BankFileDto } from "@stead/contracts/disbursements";
import type { Tx } from "@stead/db/client";
import { readOne, requireFound, type ServiceContext, type RailContext } from "../context/index.ts";

/** A file for the bank, under its lock. */
export type Batch = {
  id: string;
  state: BankFileDto["state"];
  currency: string;
  executeOn: string;
  fromSealed: string;
  xmlFileId: string | null;
  csvFileId: string | null;
  createdAt: string;
  givenOutAt: string | null;
  givenOutTo: string | null;
  version: number;
};

const batchColumns = `b.id, b.state, b.currency, b.execute_on as "executeOn", b.from_sealed as "fromSealed", b.xml_file_id as "xmlFileId",
  b.csv_file_id as "csvFileId", b.created_at as "createdAt", b.given_out_at as "givenOutAt",
  (select name from users where id = b.given_out_to) as "givenOutTo", b.version`;

const lock = {
  name: "bank_file_lock",
  text: `select ${batchColumns} from disbursement_batches b where b.agency_id = $1 and b.id = $2 for update of b`,
};
const last = {
  name: "bank_file_last",
  text: `select ${batchColumns} from disbursement_batches b where b.agency_id = $1 and b.currency = $2
    order by b.created_at desc, b.id desc limit 1`,
};

export async function lockBatch(tx: Tx, ctx: ServiceContext, id: string): Promise<Batch> {
  return requireFound(await readOne<Batch>(tx.sql, lock, ctx.agencyId, id), "file for the bank");
}

/** The latest file of a currency; its account is suggested for the next one. */
export function readLastBatch(
  sql: Tx["sql"],
  ctx: ServiceContext,
  currency: string,
): Promise<Batch | undefined> {
  return readOne<Batch>(sql, last, ctx.agencyId, currency);
}

const purposeOf = (agencyId: string, id: string) => `bank file ${agencyId} ${id}`;

/** The account that a file's money leaves from, encrypted. */
export function sealSource({ agencyId, rails }: RailContext, id: string, from: BankAccount): string {
  return rails.sealer.seal(Buffer.from(JSON.stringify(from)), purposeOf(agencyId, id)).toString("base64");
}

export function openSource(
  { agencyId, rails }: RailContext,
  { id, fromSealed }: Pick<Batch, "id" | "fromSealed">,
): BankAccount {
  const opened = rails.sealer.open(Buffer.from(fromSealed, "base64"), purposeOf(agencyId, id));
  // Sealed by us, so it is what was sealed.
  return JSON.parse(opened.toString()) as BankAccount;
}

export const bankFileColumns = `b.id, b.state, b.currency, b.execute_on as "executeOn", b.payment_count as "paymentCount",
  b.total_minor as "totalMinor", b.from_name as "fromName", b.from_hint as "fromHint",
  (select name from users where id = b.created_by) as "createdBy", b.created_at as "createdAt",
  (select name from users where id = b.given_out_to) as "givenOutTo", b.given_out_at as "givenOutAt", b.format, b.version`;

const byId = {
  name: "bank_file",
  text: `select ${bankFileColumns} from disbursement_batches b where b.agency_id = $1 and b.id = $2`,
};

export async function readBankFile(sql: Tx["sql"], ctx: ServiceContext, id: string): Promise<BankFileDto> {
  return requireFound(await readOne<BankFileDto>(sql, byId, ctx.agencyId, id), "file for the bank");
}
