import { railDescriptor } from "@stead/contracts/rails";
import { ok, refuse } from "../answers.ts";
import { createRailGuard } from "../rail-guard.ts";
import type { RailOptions } from "../rail-options.ts";
import type {
  CallOptions,
  CollectRequest,
  CollectStarted,
  MovementStarted,
  PayOutRequest,
  PullPage,
  PullWindow,
  RailAccount,
  RailAnswer,
  RailFact,
  RailProvider,
  RefundRequest,
} from "../rail-provider.ts";
import { parseShape, readEach } from "../shape.ts";
import { createBankClient, type BankClient } from "./client.ts";
import { readArrival, readCredit, readNotice, readRequest, readTransfer } from "./facts.ts";
import { inspectNotice, parseNoticeKeys } from "./notices.ts";
import { Account, Credit, Credits, PayRequest, Transfer, Transfers } from "./shapes.ts";

const { promptMinutes } = railDescriptor("jirani");
const mostNarrative = 60;
const pageRows = 100;

/** An account at Jirani Bank, which tells of each credit by a signed notice. Settings must have passed the rules. */
export function openJiraniRail(rail: RailAccount, { baseUrls, seams, limits }: RailOptions): RailProvider {
  const guard = createRailGuard({ name: "Jirani Bank", provider: "jirani", seams, limits });
  const { apiKey = "", noticeKeys = "" } = rail.settings;
  const bank = createBankClient({ baseUrl: baseUrls.jirani, account: rail.account, apiKey, guard });
  const keys = parseNoticeKeys(noticeKeys);
  const queryMovement = (movement: Movement, options: CallOptions) => findTransfer(bank, movement, options);
  return {
    rail: "jirani",
    inspect: (request) => inspectNotice(request, keys),
    // The bank asks nothing before it takes money.
    answerValidation: () => ({ status: 404, body: { error: "no such notice" } }),
    read: ({ body }) => readNotice(body, rail.account),
    confirm: (fact, options) => confirmFact(bank, fact, options),
    collect: (request, options) => startRequest(bank, request, options),
    queryAttempt: ({ ref }, options) => findRequest(bank, ref, options),
    refund: (request, options) => startReturn(bank, request, options),
    payOut: (request, options) => startPayOut(bank, request, options),
    queryMovement,
    pull: (window, options) => listCredits(bank, window, options),
    register: (options) => registerNotices(bank, { url: rail.callbackUrl, keys: [...keys.keys()] }, options),
    test: async ({ signal }) => {
      const answer = await bank.call(
        { operation: "account", effect: "none", method: "GET", path: "" },
        Account,
        signal,
      );
      return answer.outcome === "ok" ? ok({ text: "The bank let Stead in with this key." }) : answer;
    },
    health: () => guard.health(),
    close: async () => {},
  };
}

type Movement = { requestKey: string; ref: string | null };

async function mapOk<From, To>(
  asked: Promise<RailAnswer<From>>,
  change: (value: From) => To,
): Promise<RailAnswer<To>> {
  const answer = await asked;
  return answer.outcome === "ok" ? ok(change(answer.value)) : answer;
}

function startRequest(
  bank: BankClient,
  request: CollectRequest,
  { signal }: CallOptions,
): Promise<RailAnswer<CollectStarted>> {
  const body = {
    merchant_id: request.attemptId,
    amount_minor: request.amountMinor,
    currency: request.currency,
    reference: request.reference,
    narrative: request.description.slice(0, mostNarrative),
    return_url: request.returnUrl,
    expires_in: promptMinutes * 60,
  };
  const call = { operation: "request", effect: "keyed", method: "POST", path: "/requests" } as const;
  return mapOk(
    bank.call({ ...call, body, key: `collect:${request.attemptId}` }, PayRequest, signal),
    (made) => ({
      ref: made.id,
      url: made.pay_url,
      expiresAt: made.expires_at,
      text: "The bank's page waits for the payer's yes.",
    }),
  );
}

function findRequest(
  bank: BankClient,
  ref: string,
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  const path = `/requests/${encodeURIComponent(ref)}`;
  const call = { operation: "request-status", effect: "none", method: "GET", path } as const;
  return mapOk(bank.call(call, PayRequest, signal), (request) => [readRequest(request)]);
}

function transfer(
  bank: BankClient,
  body: object,
  key: string,
  { signal }: CallOptions,
): Promise<RailAnswer<MovementStarted>> {
  const call = { operation: "transfer", effect: "keyed", method: "POST", path: "/transfers" } as const;
  return mapOk(bank.call({ ...call, body, key }, Transfer, signal), (made) => ({
    ref: made.id,
    facts: [readTransfer(made)],
  }));
}

function startReturn(bank: BankClient, request: RefundRequest, options: CallOptions) {
  const { requestKey, moneyId: credit, amountMinor, currency, reason: narrative } = request;
  const body = { kind: "return", credit, amount_minor: amountMinor, currency, narrative };
  return transfer(bank, body, requestKey, options);
}

function startPayOut(bank: BankClient, request: PayOutRequest, options: CallOptions) {
  const { requestKey, phone, name, amountMinor, currency, reason: narrative } = request;
  const body = { kind: "payout", to: { name, phone }, amount_minor: amountMinor, currency, narrative };
  return transfer(bank, body, requestKey, options);
}

/** What became of a transfer: by the bank's name of it, or by our key. */
function findTransfer(
  bank: BankClient,
  { requestKey, ref }: Movement,
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  const call = { operation: "transfer-status", effect: "none", method: "GET" } as const;
  if (ref !== null) {
    const path = `/transfers/${encodeURIComponent(ref)}`;
    return mapOk(bank.call({ ...call, path }, Transfer, signal), (found) => [readTransfer(found)]);
  }
  const path = `/transfers?key=${encodeURIComponent(requestKey)}`;
  return mapOk(bank.call({ ...call, path }, Transfers, signal), ({ transfers }) =>
    transfers.map(readTransfer),
  );
}

function findCredit(
  bank: BankClient,
  id: string,
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  const path = `/credits/${encodeURIComponent(id)}`;
  const call = { operation: "credit", effect: "none", method: "GET", path } as const;
  return mapOk(bank.call(call, Credit, signal), (credit) => [readArrival(credit)]);
}

/** A page of what came to the account, behind a cursor. */
async function listCredits(
  bank: BankClient,
  { fromAt, toAt, cursor }: PullWindow,
  { signal }: CallOptions,
): Promise<RailAnswer<PullPage>> {
  if (!(Date.parse(fromAt) <= Date.parse(toAt)))
    return refuse("window", "The time to list ends before it begins.");
  const query = new URLSearchParams({
    from: fromAt,
    to: toAt,
    limit: String(pageRows),
    since: cursor ?? "0",
  });
  const call = {
    operation: "credits",
    effect: "none",
    method: "GET",
    path: `/credits?${query.toString()}`,
  } as const;
  return mapOk(bank.call(call, Credits, signal), ({ credits, next }) => {
    const { read, unreadableCount } = readEach(credits, (row) =>
      readCredit(parseShape(Credit, row, "credit")),
    );
    const once = new Map(read.map((money) => [money.externalId, money]));
    return { money: [...once.values()], unreadableCount, next };
  });
}

/** Asks the bank itself about what a notice says. */
function confirmFact(
  bank: BankClient,
  fact: RailFact,
  options: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  if (fact.kind === "attempt") return findRequest(bank, fact.ref, options);
  if (fact.kind === "money") return findCredit(bank, fact.money.externalId, options);
  if (fact.kind === "movement")
    return findTransfer(bank, { requestKey: fact.requestKey ?? "", ref: fact.ref }, options);
  return Promise.resolve(ok([fact]));
}

/** Tells the bank where to give notice, and sees that it signs with keys that we hold. Safe to run again. */
async function registerNotices(
  bank: BankClient,
  { url, keys }: { url: string; keys: readonly string[] },
  { signal }: CallOptions,
): Promise<RailAnswer<{ text: string }>> {
  const call = { operation: "notices", effect: "keyed", method: "PUT", path: "/notices" } as const;
  const answer = await bank.call({ ...call, body: { url } }, Account, signal);
  if (answer.outcome !== "ok") return answer;
  return answer.value.notices.keys.some((id) => keys.includes(id))
    ? ok({ text: "The bank gives Stead notice of what comes in." })
    : refuse(
        "no_key",
        "The bank signs with none of these notice keys. Copy id and secret again.",
        "settings",
      );
}
