import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { bookCredit, closeRequest, payerActs, payerRefusals, payRequest } from "../jirani/requests.ts";
import { newBankId, type BankSide } from "../jirani/side.ts";
import { sweepAccount } from "../jirani/transfers.ts";
import { idOf, readInput } from "./inputs.ts";

const AccountInput = z.strictObject({
  name: z.string().min(1).optional(),
  currency: z.string().length(3).optional(),
  apiKeys: z.array(z.string().min(1)).min(1).optional(),
  noticeKeys: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        secret: z.string().min(1),
        isRetired: z.boolean().default(false),
      }),
    )
    .optional(),
  noticeUrl: z.url().nullable().optional(),
});
const Act = z.union([
  z.strictObject({ act: z.enum(payerActs) }),
  z.strictObject({ act: z.literal("fail"), reason: z.string().min(1) }),
]);
const Hand = z.strictObject({
  account: z.string(),
  amountMinor: z.number().int().min(1),
  reference: z.string().max(20).default(""),
  payer: z
    .strictObject({ name: z.string(), account: z.string() })
    .default({ name: "Amina Otieno", account: "JB-0000000001" }),
});

/** Plays the bank: its payers, transfers that are typed by hand, keys and the daily sweep. */
export function registerBankControl(server: FastifyInstance, { bank }: { bank: BankSide }): void {
  const show = (id: string) => {
    const { apiKeys: _keys, noticeKeys, ...account } = bank.accounts.need(id);
    return { ...account, noticeKeys: noticeKeys.map(({ id, isRetired }) => ({ id, isRetired })) };
  };
  server.get("/bank/accounts", () => ({ items: [...bank.accounts.values()].map(({ id }) => show(id)) }));
  server.put("/bank/accounts/:id", (request) => {
    const id = idOf(request);
    const given = Object.entries(readInput(AccountInput, request.body)).filter(
      ([, value]) => value !== undefined,
    );
    const fresh = { id, name: `Account ${id}`, currency: "KES", apiKeys: [newBankId("key")], noticeKeys: [] };
    const before = bank.accounts.get(id) ?? { ...fresh, noticeUrl: null, balanceMinor: 0 };
    bank.store.act(() => bank.accounts.put(id, { ...before, ...Object.fromEntries(given) }));
    return show(id);
  });
  server.get("/bank/requests", (request) => {
    const { account, status } = readInput(
      z.object({ account: z.string().optional(), status: z.string().optional() }),
      request.query,
    );
    const items = [...bank.requests.values()].filter(
      (row) =>
        (account === undefined || row.account === account) && (status === undefined || row.status === status),
    );
    return { items: items.toReversed() };
  });
  server.post("/bank/requests/:id/act", (request) => {
    const input = readInput(Act, request.body);
    if (input.act === "pay") return payRequest(bank, idOf(request));
    const end =
      input.act === "fail" ? { status: "failed" as const, reason: input.reason } : payerRefusals[input.act];
    return closeRequest(bank, idOf(request), end);
  });
  server.post("/bank/credits", (request) => {
    const input = readInput(Hand, request.body);
    return bank.store.act(() => bookCredit(bank, { ...input, requestId: null }));
  });
  server.post("/bank/accounts/:id/sweep", (request) => sweepAccount(bank, idOf(request)));
}
