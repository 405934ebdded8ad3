import type { BankFileDto, ListBankFilesInput } from "@stead/contracts/disbursements";
import { condition, listVerbs, requireWholeAgency, type ListSpec } from "../context/index.ts";
import { bankFileColumns } from "./queries.ts";

const verbs = listVerbs<ListBankFilesInput, BankFileDto>("payments:read", specOf, requireWholeAgency);

/** Files for the bank, newest first. */
export const listBankFiles = verbs.page;
export const readAllBankFiles = verbs.whole;

function specOf(): ListSpec<BankFileDto> {
  return {
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
  };
}
