import { generateKeyPairSync } from "node:crypto";
import type { DisbursementDto, RequestRefundInput } from "@stead/contracts/disbursements";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { createSealer } from "@stead/kernel/seal";
import { openRails } from "@stead/providers/rails/open-rails";
import { startWireServer, type WireAnswer } from "@stead/providers/test-servers";
import { makeMember } from "@stead/testing/factories";
import { afterAll, beforeEach, expect } from "vitest";
import { inTransaction, type RailContext, type Rails } from "../context/index.ts";
import { contextOf, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { rentMinor } from "../context/test-money.ts";
import { makeTenancy, type Tenancy } from "../context/test-tenancy.ts";
import { runProof } from "../ledger/index.ts";
import { bookMoney, getPayment } from "../payments/index.ts";
import { arrived } from "../payments/test-arrival.ts";
import { createRailAccount, readAccount, type RailAccountRow } from "../rails/index.ts";
import { getDisbursement, requestRefund, sendDisbursement, settleMovement } from "./index.ts";
import type { MovementFact } from "./settle-movement.ts";

const { publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

export type Desk = Tenancy & {
  ctx: TestContext & RailContext;
  /** The second person, an accountant. */
  other: TestContext & RailContext;
  account: RailAccountRow;
};

export type Asked = { path: string; body: Record<string, string> };

export type Daraja = {
  house: TestHouse;
  rails: Rails;
  /** Requests behind the token. */
  asked: Asked[];
  /** What they are answered. */
  answer: (asked: Asked) => WireAnswer;
};

export const refusal = (status: number, errorCode: string, errorMessage: string): WireAnswer => ({
  status,
  body: { requestId: "r-1", errorCode, errorMessage },
});

/** It was taken, under a name of its own for each. */
const taken = ({ body }: Asked): WireAnswer => ({
  status: 200,
  body: {
    ConversationID: `AG_${body["OriginatorConversationID"] ?? body["Occasion"] ?? ""}`,
    OriginatorConversationID: body["OriginatorConversationID"] ?? "o-1",
    ResponseCode: "0",
    ResponseDescription: "Accept the service request successfully.",
  },
});

/** A house, unless one is given, and a throw-away Daraja that answers what it is told, through M-Pesa's own adapter. */
export async function openDaraja(known?: TestHouse): Promise<Daraja> {
  const [house, wire] = await Promise.all([known ?? openTestHouse(), startWireServer()]);
  const opened = openRails({
    baseUrls: { mpesa: wire.url },
    limits: { pauseMs: 1, tryMs: 2_000, leastCalls: 20 },
  });
  const daraja: Daraja = {
    house,
    rails: {
      open: (account) => opened.open(account),
      sealer: createSealer("a secret of tests, long enough"),
      callbackBase: "https://stead.test",
      publicUrl: "https://stead.test",
    },
    asked: [],
    answer: taken,
  };
  wire.answer = ({ path, text }) => {
    if (path.startsWith("/oauth")) return { status: 200, body: { access_token: "t", expires_in: "3599" } };
    const asked = { path, body: JSON.parse(text) as Record<string, string> };
    daraja.asked.push(asked);
    return daraja.answer(asked);
  };
  beforeEach(() => {
    daraja.asked.length = 0;
    daraja.answer = taken;
  });
  afterAll(async () => {
    await Promise.all([opened.close(), wire.close()]);
    if (known === undefined) await house.close();
  });
  return daraja;
}

/** An agency with a paybill and two people, and a tenant with a phone. Refunds above 10,000.00 need the second person. */
export async function openDesk({ house, rails }: Daraja): Promise<Desk> {
  const tenancy = await makeTenancy(house, { agency: { policies: { refundApprovalAboveMinor: 1_000_000 } } });
  await house.arrange.query("update contacts set phone = '+254712345678' where id = $1", tenancy.tenant.id);
  const ctx = { ...tenancy.ctx, rails };
  const member = await makeMember(house.arrange, tenancy.agency.id, { role: "accountant" });
  const other = { ...contextOf(house, tenancy.agency, member), rails };
  const { id } = await createRailAccount({
    ctx,
    input: {
      rail: "mpesa",
      account: "600966",
      label: "Paybill",
      currency: "KES",
      refusesUnknown: false,
      settings: {
        kind: "paybill",
        consumerKey: "key",
        consumerSecret: "secret",
        passkey: "pass",
        initiatorName: "stead",
        initiatorPassword: "initiator",
        certificate: publicKey,
      },
    },
  });
  return { ...tenancy, ctx, other, account: await readAccount(ctx.db.sql, ctx, id) };
}

/** Money that came in over the paybill: credit of the lease when nothing is open. */
export async function receive(
  { ctx, lease }: Pick<Desk, "ctx"> & { lease: { id: string | null } },
  { amountMinor = rentMinor, externalId = `T${newId().slice(-9)}`.toUpperCase() } = {},
): Promise<{ paymentId: string; externalId: string }> {
  const { paymentId } = await inTransaction(ctx, (tx) =>
    bookMoney(tx, ctx, arrived({ externalId, amountMinor, leaseId: lease.id })),
  );
  return { paymentId, externalId };
}

/** What is asked for: 5,000.00 of the payment's credit, to the tenant's phone. */
export async function wanted(
  { ctx, account }: Pick<Desk, "ctx" | "account">,
  paymentId: string,
  row: Partial<RequestRefundInput> = {},
): Promise<RequestRefundInput> {
  const { version } = await getPayment({ ctx, input: { id: paymentId } });
  return {
    paymentId,
    version,
    source: "credit",
    amountMinor: 500_000,
    reason: "Moved out",
    destination: { way: "pay_out", railAccountId: account.id, phone: null },
    idempotencyKey: newId(),
    ...row,
  };
}

export async function ask(
  desk: Pick<Desk, "ctx" | "account">,
  paymentId: string,
  row: Partial<RequestRefundInput> = {},
): Promise<DisbursementDto> {
  return requestRefund({ ctx: desk.ctx, input: await wanted(desk, paymentId, row) });
}

/** As Stead itself does its work. */
export const asSystem = <Context extends TestContext>(ctx: Context): Context => ({
  ...ctx,
  actor: { kind: "system", id: null },
});

export const send = ({ ctx }: Pick<Desk, "ctx">, disbursementId: string) =>
  sendDisbursement({ ctx: asSystem(ctx), input: { disbursementId } });

/** What a provider says of money that left. */
function told(fact: Partial<MovementFact>): MovementFact {
  return {
    kind: "movement",
    requestKey: null,
    ref: null,
    state: "paid",
    externalId: null,
    moneyId: null,
    amountMinor: null,
    currency: null,
    result: null,
    ...fact,
  };
}

export const tell = ({ ctx, account }: Pick<Desk, "ctx" | "account">, fact: Partial<MovementFact>) =>
  inTransaction(ctx, (tx) => settleMovement(tx, asSystem(ctx), account, told(fact)));

export const shown = ({ ctx }: Pick<Desk, "ctx">, id: string) => getDisbursement({ ctx, input: { id } });

export async function expectSound(ctx: TestContext): Promise<void> {
  expect((await runProof({ ctx })).checks.filter((check) => !check.isSound)).toEqual([]);
}

/** Names of the jobs that wait for an agency. */
export async function jobsOf({ arrange }: TestHouse, agencyId: string): Promise<string[]> {
  const rows = await arrange.query<{ name: string }>(
    "select name from outbox where agency_id = $1 and name like 'disbursements.%' order by name",
    agencyId,
  );
  return rows.map(({ name }) => name);
}

/** Desks whose transactions tell when they had to be run again: a lock order that is kept leaves none. */
export function watch(daraja: Daraja): { watchedDesk(): Promise<Desk>; repeated: string[] } {
  const repeated: string[] = [];
  const log = { ...silentLogger, warn: (_: object, event: string) => void repeated.push(event) };
  const watchedDesk = async () => {
    const desk = await openDesk(daraja);
    return { ...desk, ctx: { ...desk.ctx, log }, other: { ...desk.other, log } };
  };
  return { watchedDesk, repeated };
}

/** Runs everything at once. Refusals are expected; anything else is a fault. Answers what was done. */
export async function race<T>(acts: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(acts);
  const faults = results.flatMap((result) =>
    result.status === "rejected" && !isAppError(result.reason) ? [String(result.reason)] : [],
  );
  expect(faults).toEqual([]);
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

export const many = <T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> =>
  race(Array.from({ length: count }, (_, index) => act(index)));

/** Which people of an agency were told what, in order. */
export async function noticesOf(house: TestHouse, { agency }: Desk): Promise<(string | null)[][]> {
  const rows = await house.arrange.query<{ kind: string; userId: string }>(
    `select kind, user_id as "userId" from notifications where agency_id = $1 order by created_at, id`,
    agency.id,
  );
  return rows.map(({ kind, userId }) => [kind, userId]);
}
