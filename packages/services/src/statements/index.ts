export { ignoreLine, undoLine } from "./change-line.ts";
export { createBankAccount, listBankAccounts } from "./create-bank-account.ts";
export { createStatement } from "./create-statement.ts";
export { importStatement } from "./import-statement.ts";
export { lookAgain } from "./look-again.ts";
export { listMatches } from "./list-matches.ts";
export {
  getStatement,
  getStatementLine,
  listStatementLines,
  listStatements,
  readAllStatementLines,
  readAllStatements,
} from "./list-statements.ts";
export { bookLine, matchLine } from "./match-line.ts";
export { readStatementAccount, type StatementAccount } from "./rows.ts";
export { resumeStatement, stopStatement } from "./stop-statement.ts";
