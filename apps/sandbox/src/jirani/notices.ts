import { createHmac } from "node:crypto";
import type { Delivery } from "../deliveries/outbox.ts";
import { newBankId, type BankSide } from "./side.ts";

const oldSeconds = 600;

export type NoticeType =
  | "credit.received"
  | "request.paid"
  | "request.closed"
  | "transfer.completed"
  | "transfer.failed"
  | "sweep.completed";

/** Inside an act: tells an account's address what happened. */
export function giveNotice(side: BankSide, account: string, type: NoticeType, data: object): void {
  const { noticeUrl } = side.accounts.need(account);
  if (noticeUrl === null) return;
  const at = new Date(side.clock.nowMs()).toISOString();
  side.outbox.send({
    rail: "jirani",
    account,
    customer: null,
    subject: type,
    url: noticeUrl,
    body: JSON.stringify({ notice: newBankId("nt"), type, at, account, data }),
    signer: account,
    isRetried: true,
  });
}

/** `bank-signature` is HMAC-SHA256 over `<bank-time>.<raw body>` with the secret of `bank-key`. */
export function signNotice(
  side: BankSide,
  { account, subject }: Delivery,
  body: string,
  atMs: number,
): Record<string, string> {
  const isOn = (mode: "old-signature" | "wrong-signature" | "retired-key") =>
    side.modes.take(mode, { account, subject }) !== undefined;
  const { noticeKeys } = side.accounts.need(account);
  const isRetired = isOn("retired-key");
  const key = noticeKeys.findLast((one) => one.isRetired === isRetired) ?? noticeKeys.at(-1);
  if (key === undefined) return {};
  const seconds = Math.floor(atMs / 1_000) - (isOn("old-signature") ? oldSeconds : 0);
  const secret = isOn("wrong-signature") ? newBankId("wrong") : key.secret;
  return {
    "bank-key": key.id,
    "bank-time": String(seconds),
    "bank-signature": createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex"),
  };
}
