import {
  AccountDto,
  JournalDto,
  JournalPage,
  LatestProofDto,
  ListJournalsInput,
  ListPeriodsInput,
  PeriodDto,
  PeriodPage,
  PostLeaseOpeningInput,
  PostOpeningInput,
  ProofDto,
  SetPeriodInput,
  TrialBalanceDto,
  TrialBalanceInput,
} from "@stead/contracts/ledger";
import { IdInput } from "@stead/contracts/portfolio";
import {
  getJournal,
  getLatestProof,
  getTrialBalance,
  listAccounts,
  listJournals,
  listPeriods,
  postLeaseOpening,
  postOpening,
  runProof,
  setPeriod,
} from "@stead/services/ledger";
import { z } from "zod";
import { slowChanging } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const ledgerRoutes = {
  listAccounts: memberProcedure("ledger:read", { cache: slowChanging })
    .output(z.array(AccountDto))
    .query(({ ctx }) => listAccounts({ ctx: ctx.services })),
  listJournals: memberProcedure("ledger:read", { mayLag: true })
    .input(ListJournalsInput)
    .output(JournalPage)
    .query(({ ctx, input }) => listJournals({ ctx: ctx.services, input })),
  getJournal: memberProcedure("ledger:read")
    .input(IdInput)
    .output(JournalDto)
    .query(({ ctx, input }) => getJournal({ ctx: ctx.services, input })),
  trialBalance: memberProcedure("ledger:read", { mayLag: true })
    .input(TrialBalanceInput)
    .output(TrialBalanceDto)
    .query(({ ctx, input }) => getTrialBalance({ ctx: ctx.services, input })),
  listPeriods: memberProcedure("ledger:read")
    .input(ListPeriodsInput)
    .output(PeriodPage)
    .query(({ ctx, input }) => listPeriods({ ctx: ctx.services, input })),
  setPeriod: memberProcedure("ledger:write")
    .input(SetPeriodInput)
    .output(PeriodDto)
    .mutation(({ ctx, input }) => setPeriod({ ctx: ctx.services, input })),
  postOpening: memberProcedure("ledger:write")
    .input(PostOpeningInput)
    .output(JournalDto)
    .mutation(({ ctx, input }) => postOpening({ ctx: ctx.services, input })),
  postLeaseOpening: memberProcedure("ledger:write")
    .input(PostLeaseOpeningInput)
    .output(JournalDto)
    .mutation(({ ctx, input }) => postLeaseOpening({ ctx: ctx.services, input })),
  runProof: memberProcedure("ledger:write")
    .output(ProofDto)
    .mutation(({ ctx }) => runProof({ ctx: ctx.services })),
  latestProof: memberProcedure("ledger:read")
    .output(LatestProofDto)
    .query(({ ctx }) => getLatestProof({ ctx: ctx.services })),
};
