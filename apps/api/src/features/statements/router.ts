import {
  BankAccountDto,
  BankAccountsDto,
  BookLineInput,
  CreateBankAccountInput,
  IgnoreLineInput,
  LineMatchesDto,
  ListStatementLinesInput,
  ListStatementsInput,
  MatchLineInput,
  StatementDto,
  StatementIdInput,
  StatementLineDto,
  StatementLineIdInput,
  StatementLinePage,
  StatementPage,
  UndoLineInput,
} from "@stead/contracts/statements";
import {
  bookLine,
  createBankAccount,
  getStatement,
  getStatementLine,
  ignoreLine,
  listBankAccounts,
  listMatches,
  listStatementLines,
  listStatements,
  matchLine,
  undoLine,
} from "@stead/services/statements";
import { z } from "zod";
import { memberProcedure } from "../../trpc/init.ts";

export const statementsRoutes = {
  listBankAccounts: memberProcedure("payments:read")
    .input(z.object({}))
    .output(BankAccountsDto)
    .query(({ ctx }) => listBankAccounts({ ctx: ctx.services })),
  createBankAccount: memberProcedure("rails:write")
    .input(CreateBankAccountInput)
    .output(BankAccountDto)
    .mutation(({ ctx, input }) => createBankAccount({ ctx: ctx.services, input })),
  list: memberProcedure("payments:read")
    .input(ListStatementsInput)
    .output(StatementPage)
    .query(({ ctx, input }) => listStatements({ ctx: ctx.services, input })),
  get: memberProcedure("payments:read")
    .input(StatementIdInput)
    .output(StatementDto)
    .query(({ ctx, input }) => getStatement({ ctx: ctx.services, input })),
  listLines: memberProcedure("payments:read", { mayLag: true })
    .input(ListStatementLinesInput)
    .output(StatementLinePage)
    .query(({ ctx, input }) => listStatementLines({ ctx: ctx.services, input })),
  getLine: memberProcedure("payments:read")
    .input(StatementLineIdInput)
    .output(StatementLineDto)
    .query(({ ctx, input }) => getStatementLine({ ctx: ctx.services, input })),
  listMatches: memberProcedure("payments:read")
    .input(StatementLineIdInput)
    .output(LineMatchesDto)
    .query(({ ctx, input }) => listMatches({ ctx: ctx.services, input })),
  ignoreLine: memberProcedure("payments:write")
    .input(IgnoreLineInput)
    .output(StatementLineDto)
    .mutation(({ ctx, input }) => ignoreLine({ ctx: ctx.services, input })),
  undoLine: memberProcedure("payments:write")
    .input(UndoLineInput)
    .output(StatementLineDto)
    .mutation(({ ctx, input }) => undoLine({ ctx: ctx.services, input })),
  matchLine: memberProcedure("payments:write")
    .input(MatchLineInput)
    .output(StatementLineDto)
    .mutation(({ ctx, input }) => matchLine({ ctx: ctx.services, input })),
  bookLine: memberProcedure("payments:write")
    .input(BookLineInput)
    .output(StatementLineDto)
    .mutation(({ ctx, input }) => bookLine({ ctx: ctx.services, input })),
};
