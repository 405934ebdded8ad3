import { isAppError } from "@stead/kernel/errors";
import type {
  CallOptions,
  MoneyReceived,
  PullPage,
  PullWindow,
  RailAnswer,
  RailFact,
} from "../rail-provider.ts";
import type { MpesaAccount } from "./account.ts";
import { ok, refuse } from "../answers.ts";
import { readPullStatus } from "./answers.ts";
import { readPulled } from "./read.ts";
import { eatText } from "./values.ts";

/** Rows of a full page. */
const pageRows = 100;
/** Daraja keeps no more. */
const keptMs = 48 * 3_600_000;

/** A page of the money that came in, of the last 48 hours. The cursor counts rows. */
export async function pullPage(
  account: MpesaAccount,
  { fromAt, toAt, cursor }: PullWindow,
  { signal }: CallOptions,
): Promise<RailAnswer<PullPage>> {
  const offset = Number(cursor ?? "0");
  if (!Number.isSafeInteger(offset) || offset < 0) return refuse("cursor", "That is no place to go on from.");
  const nowMs = account.clock.nowMs();
  const fromMs = Math.max(Date.parse(fromAt), nowMs - keptMs);
  const toMs = Date.parse(toAt);
  if (!(toMs > fromMs)) return refuse("window", "M-Pesa lists the last 48 hours only.");
  const answer = await account.daraja.post<RailAnswer<PullPage>>(
    {
      operation: "pull",
      effect: "none",
      path: "/pulltransactions/v1/query",
      body: () => ({
        ShortCode: account.shortCode,
        StartDate: eatText(fromMs),
        EndDate: eatText(toMs),
        OffSetValue: String(offset),
      }),
    },
    signal,
    (body) => (readPullStatus(body) === undefined ? undefined : readPage(body, offset, toAt)),
  );
  return answer.outcome === "ok" ? answer.value : answer;
}

function readPage(body: unknown, offset: number, toAt: string): RailAnswer<PullPage> {
  try {
    const { money, rowCount, unreadableCount } = readPulled(body, toAt);
    // Rows may come twice: a step is never longer than a page.
    const unique = [...new Map(money.map((row) => [row.externalId, row])).values()];
    return ok({
      money: unique,
      unreadableCount,
      next: rowCount < pageRows ? null : String(offset + pageRows),
    });
  } catch (error) {
    if (!isAppError(error, "INVALID")) throw error;
    return refuse("unreadable", `M-Pesa's list cannot be read (${error.message}). Tell Stead's operator.`);
  }
}

/** Around the time that a receipt names. */
const marginMs = 15 * 60_000;

/** The same money in M-Pesa's own list: what came from an unlisted address is believed only then. */
export async function confirmMoney(
  account: MpesaAccount,
  { externalId, receivedAt }: MoneyReceived,
  options: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  const atMs = Date.parse(receivedAt);
  let cursor: string | null = null;
  do {
    const page: RailAnswer<PullPage> = await pullPage(
      account,
      {
        fromAt: new Date(atMs - marginMs).toISOString(),
        toAt: new Date(atMs + marginMs).toISOString(),
        cursor,
      },
      options,
    );
    if (page.outcome !== "ok") return page;
    const found = page.value.money.find((money) => money.externalId === externalId);
    if (found !== undefined) return ok([{ kind: "money", money: found }]);
    cursor = page.value.next;
  } while (cursor !== null);
  return refuse(
    "not_found",
    "M-Pesa does not list that receipt. It may be listed later; ask again, or do not book it.",
  );
}
