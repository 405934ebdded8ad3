import { shownReports } from "@stead/cache/keys/reads";
import type { ReportDto, ShowReportInput } from "@stead/contracts/reports";
import { decodeCursor, encodeCursor, type KeysetOrder } from "@stead/db/keyset";
import { AppError } from "@stead/kernel/errors";
import { cachedRead, type ServiceContext, type Verb } from "../context/index.ts";
import { askReport, type Question } from "./ask-report.ts";
import { cacheKeyOf, chunkRows, ensureResult, readChunk, readStored, type Result } from "./make-result.ts";
import { toColumnDto, toPlots } from "./present-result.ts";
import { noteScreenRun } from "./write-runs.ts";

/** A page of a stored result goes on where the one before ended, whatever changed meanwhile. */
const order: KeysetOrder = {
  name: "report",
  columns: [
    { expression: "result_id", type: "uuid" },
    { expression: "chunk_no", type: "integer" },
  ],
  direction: "asc",
};

/** `readReport`, kept until its data changes. */
export const showReport = cachedRead(shownReports, readReport);

/**
 * A report on screen: head, totals, plots and two hundred rows. It is made once for all who may see the same, and
 * again when its data has changed; further pages belong to the result that the first one showed. FORBIDDEN without
 * the right to it, INVALID for days that cannot be, PRECONDITION for a page of a result that is kept no longer.
 */
async function readReport({ ctx, input }: Verb<ShowReportInput>): Promise<ReportDto> {
  const question = await askReport(ctx, input.request);
  const { result, chunkNo } =
    input.cursor === undefined
      ? { result: await makeForScreen(ctx, question), chunkNo: 0 }
      : await findPage(ctx, question, input.cursor);
  const items =
    result.rowCount === 0 ? [] : await readChunk(ctx.db.sql, ctx, { resultId: result.id, chunkNo });
  if (items === undefined) throw sweptAway();
  const hasMore = (chunkNo + 1) * chunkRows < result.rowCount;
  const { kind, params, definition, facts, plan } = question;
  return {
    kind,
    title: definition.title,
    about: definition.about,
    params,
    facts,
    columns: plan.columns.map(toColumnDto),
    totals: result.totals,
    plots: toPlots(plan, result.plots),
    rowCount: result.rowCount,
    items,
    nextCursor: hasMore ? encodeCursor(order, [result.id, chunkNo + 1]) : null,
    madeAt: result.madeAt,
  };
}

async function makeForScreen(ctx: ServiceContext, question: Question): Promise<Result> {
  const startedMs = performance.now();
  const result = await ensureResult(ctx, question);
  if (result.isNew) {
    const durationMs = Math.round(performance.now() - startedMs);
    await noteScreenRun(ctx, question, { rowCount: result.rowCount, durationMs });
  }
  return result;
}

async function findPage(
  ctx: ServiceContext,
  question: Question,
  cursor: string,
): Promise<{ result: Result; chunkNo: number }> {
  const [id, chunkNo] = decodeCursor(order, cursor);
  const result = await readStored(ctx.db.sql, ctx, { id: String(id), cacheKey: cacheKeyOf(ctx, question) });
  if (result === undefined) throw sweptAway();
  return { result, chunkNo: Number(chunkNo) };
}

function sweptAway(): AppError {
  return new AppError("PRECONDITION", "this result is kept no longer; open the report again");
}
