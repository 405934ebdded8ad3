export { ignoreLine, undoLine } from "./change-line.ts";
export { createBankAccount, listBankAccounts } from "./create-bank-account.ts";
export { createStatement } from "./create-statement.ts";
export { importStatement } from "./import-statement.ts";
export { getStatement, listStatementLines, listStatements } from "./list-statements.ts";
export { bookLine, matchLine } from "./match-line.ts";
export { readStatementAccount, type StatementAccount } from "./rows.ts";
export { resumeStatement, stopStatement } from "./stop-statement.ts";
