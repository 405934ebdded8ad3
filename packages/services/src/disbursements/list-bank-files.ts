import type { BankFileDto, ListBankFilesInput } from "@stead/contracts/disbursements";
import type { Page } from "@stead/contracts/lists";
import { condition, readPage, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { bankFileColumns } from "./queries.ts";

/** Files for the bank, newest first. */
export function listBankFiles({ ctx, input }: Verb<ListBankFilesInput>): Promise<Page<BankFileDto>> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  return readPage<BankFileDto>(
    ctx,
    {
      name: "bank_files_list",
      select: bankFileColumns,
      from: "disbursement_batches b",
      where: [condition("b.agency_id = $1")],
      order: {
        name: "created",
        direction: "desc",
        columns: [
          { expression: "b.created_at", type: "timestamptz" },
          { expression: "b.id", type: "uuid" },
        ],
      },
      cursorOf: (row) => [row.createdAt, row.id],
    },
    input,
  );
}
