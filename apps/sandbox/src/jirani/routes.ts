import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { openGate } from "../modes/gate.ts";
import { BankError, refusals } from "./errors.ts";
import { openRequest } from "./requests.ts";
import type { BankAccount } from "./rows.ts";
import { showCredit, showRequest, showTransfer } from "./shapes.ts";
import type { BankSide } from "./side.ts";
import { startTransfer } from "./transfers.ts";

const amountMinor = z.number().int().min(1).max(9_000_000_000_000);
const currency = z.string().regex(/^[A-Z]{3}$/);

const NewRequest = z.object({
  merchant_id: z.string().min(1).max(64),
  amount_minor: amountMinor,
  currency,
  reference: z.string().min(1).max(20),
  narrative: z.string().max(60).default(""),
  return_url: z.url().nullable().default(null),
  expires_in: z
    .number()
    .int()
    .min(60)
    .max(7 * 86_400),
});

const NewTransfer = z.object({
  kind: z.enum(["return", "payout"]),
  credit: z.string().nullable().default(null),
  to: z
    .object({ name: z.string().max(120), phone: z.string().regex(/^\+\d{8,15}$/) })
    .nullable()
    .default(null),
  amount_minor: amountMinor,
  currency,
  narrative: z.string().max(120).default(""),
});

const Since = z.object({
  since: z.coerce.number().int().min(0).default(0),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

function read<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const { data, error } = schema.safeParse(input ?? {});
  if (error === undefined) return data;
  throw new BankError("invalid_field", error.issues[0]?.path.join(".") ?? null);
}

type Route = {
  method: "GET" | "POST" | "PUT";
  /** Behind the account; also what modes know it by, with the method. */
  path: string;
  run: (account: BankAccount, request: FastifyRequest) => object;
};

/** The account of a path, for its key. The first key that names an account has it, while first use is open. */
function enter(side: BankSide, { headers, params }: FastifyRequest): BankAccount {
  const key = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
  const { account: id } = params as { account: string };
  if (key === undefined) throw new BankError("unauthorized");
  const known = side.accounts.get(id);
  if (known === undefined) {
    if (!side.settings.now.isFirstUseOpen || !/^\d{10,14}$/.test(id)) throw new BankError("account_unknown");
    const fresh = { id, name: `Account ${id}`, currency: "KES", apiKeys: [key], noticeKeys: [] };
    return side.store.act(() => side.accounts.put(id, { ...fresh, noticeUrl: null, balanceMinor: 0 }));
  }
  if (!known.apiKeys.includes(key)) throw new BankError("unauthorized");
  return known;
}

/** Runs `make` once for a key; the same request again gets what it made then, another one an error. */
function once(side: BankSide, account: BankAccount, request: FastifyRequest, make: () => string): string {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || key === "" || key.length > 128)
    throw new BankError("invalid_field", "Idempotency-Key");
  const place = `${account.id} ${key}`;
  const fingerprint = createHash("sha256")
    .update(`${request.url}\n${JSON.stringify(request.body)}`)
    .digest("hex");
  return side.store.act(() => {
    const kept = side.keys.get(place);
    if (kept !== undefined && kept.fingerprint !== fingerprint) throw new BankError("key_reused");
    if (kept !== undefined) return kept.id;
    return side.keys.put(place, { fingerprint, id: make() }).id;
  });
}

function requireCurrency(account: BankAccount, asked: string): void {
  if (account.currency !== asked) throw new BankError("currency_mismatch", "currency");
}

/** A row of this account by the id in the path. */
function own<Row extends { account: string }>(
  table: { get(id: string): Row | undefined },
  account: BankAccount,
  { params }: FastifyRequest,
): Row {
  const row = table.get((params as { id: string }).id);
  if (row?.account !== account.id) throw new BankError("not_found");
  return row;
}

const keyIdsOf = ({ noticeKeys }: BankAccount) =>
  noticeKeys.filter(({ isRetired }) => !isRetired).map(({ id }) => id);
const showAccount = (account: BankAccount) => ({
  account: account.id,
  currency: account.currency,
  notices: { url: account.noticeUrl, keys: keyIdsOf(account) },
});

function listCredits(side: BankSide, account: BankAccount, { query }: FastifyRequest): object {
  const { since, from, to, limit } = read(Since, query);
  const isWanted = ({ atMs }: { atMs: number }) =>
    (from === undefined || atMs >= Date.parse(from)) && (to === undefined || atMs <= Date.parse(to));
  const later = side
    .creditsOf(account.id)
    .filter((credit) => credit.place > since && isWanted(credit))
    .toSorted((left, right) => left.place - right.place);
  const page = later.slice(0, limit);
  const overlap = side.modes.take("credits-twice", { account: account.id }) === undefined ? [] : page;
  return {
    credits: [...page, ...overlap].map((credit) => showCredit(side, credit)),
    next: later.length > limit ? String(page.at(-1)?.place) : null,
  };
}

function routesOf(side: BankSide): Route[] {
  return [
    { method: "GET", path: "", run: showAccount },
    {
      method: "PUT",
      path: "/notices",
      run: (account, { body }) => {
        const { url } = read(z.object({ url: z.url() }), body);
        return showAccount(side.store.act(() => side.accounts.change(account.id, { noticeUrl: url })));
      },
    },
    {
      method: "POST",
      path: "/requests",
      run: (account, request) => {
        const input = read(NewRequest, request.body);
        requireCurrency(account, input.currency);
        const id = once(side, account, request, () => {
          const { amount_minor: amount, merchant_id: merchantId, return_url: returnUrl } = input;
          const expiresMs = side.clock.nowMs() + input.expires_in * 1_000;
          const { reference, narrative } = input;
          const about = {
            merchantId,
            currency: account.currency,
            reference,
            narrative,
            returnUrl,
            expiresMs,
          };
          return openRequest(side, { account: account.id, amountMinor: amount, ...about }).id;
        });
        return showRequest(side, side.requests.need(id));
      },
    },
    {
      method: "GET",
      path: "/requests/:id",
      run: (account, request) => showRequest(side, own(side.requests, account, request)),
    },
    { method: "GET", path: "/credits", run: (account, request) => listCredits(side, account, request) },
    {
      method: "GET",
      path: "/credits/:id",
      run: (account, request) => showCredit(side, own(side.credits, account, request)),
    },
    {
      method: "POST",
      path: "/transfers",
      run: (account, request) => {
        const {
          kind,
          credit,
          to,
          amount_minor: amount,
          currency,
          narrative,
        } = read(NewTransfer, request.body);
        requireCurrency(account, currency);
        if (kind === "payout" && to === null) throw new BankError("invalid_field", "to");
        const id = once(side, account, request, () => {
          const key = String(request.headers["idempotency-key"]);
          const about = { creditId: credit, to, amountMinor: amount, currency, narrative };
          return startTransfer(side, { account: account.id, key, kind, ...about }).id;
        });
        return showTransfer(side.transfers.need(id));
      },
    },
    {
      method: "GET",
      path: "/transfers",
      run: (account, { query }) => {
        const { key } = read(z.object({ key: z.string() }), query);
        return { transfers: side.transfersOfKey(`${account.id} ${key}`).map(showTransfer) };
      },
    },
    {
      method: "GET",
      path: "/transfers/:id",
      run: (account, request) => showTransfer(own(side.transfers, account, request)),
    },
  ];
}

/** The bank's API: JSON, a key for each account, and a key for each request that must have its effect once. */
export function registerBank(server: FastifyInstance, side: BankSide): void {
  server.setErrorHandler((error, _request, reply) => {
    const isClients = error instanceof Error && "statusCode" in error && error.statusCode === 400;
    if (!(error instanceof BankError) && !isClients) side.log.error({ error }, "request failed");
    const answer =
      error instanceof BankError ? error : new BankError(isClients ? "invalid_field" : "internal");
    return reply.code(answer.status).send(answer.body);
  });
  server.setNotFoundHandler((_request, reply) => {
    const answer = new BankError("not_found");
    return reply.code(answer.status).send(answer.body);
  });
  for (const { method, path, run } of routesOf(side)) {
    server.route({
      method,
      url: `/accounts/:account${path}`,
      handler: async (request) => {
        const account = enter(side, request);
        const gate = openGate(side.modes, { account: account.id, subject: `${method} ${path}` });
        await gate.before();
        if (gate.refusal !== undefined) throw new BankError(refusals[gate.refusal]);
        const answer = run(account, request);
        if (gate.after === "error-after-act") throw new BankError("internal");
        if (gate.after === "answer-lost") {
          await side.store.settled();
          request.raw.socket.destroy();
        }
        return answer;
      },
    });
  }
}
