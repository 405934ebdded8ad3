import type {
  DeliveryCategory,
  DeliveryOutcome,
  LookUp,
  MessageProvider,
  OutgoingMessage,
} from "../message-provider.ts";
import { getJson, isOutcome, outcomeOfStatus, postForm, readField } from "./http.ts";

export type TwilioOptions = {
  accountSid: string;
  authToken: string;
  /** A number of the account, or the id of a messaging service (`MG...`). */
  from: string;
  /** `https://api.twilio.com` when left out. */
  baseUrl?: string;
  timeoutMs?: number;
};

/** Codes of Twilio's error list that say something of this message. Others are told as they come. */
const categories: Readonly<Record<number, DeliveryCategory>> = {
  21211: "bad_address",
  21214: "bad_address",
  21217: "bad_address",
  21614: "bad_address",
  21610: "rejected",
  21408: "rejected",
  21617: "rejected",
  20429: "throttled",
  14107: "throttled",
  20003: "provider_down",
};

/** Twilio's Messages resource, API version 2010-04-01. */
export function createTwilioProvider({
  accountSid,
  authToken,
  from,
  baseUrl = "https://api.twilio.com",
  timeoutMs = 15_000,
}: TwilioOptions): MessageProvider {
  const url = `${baseUrl.replace(/\/$/, "")}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  const sender = from.startsWith("MG") ? { MessagingServiceSid: from } : { From: from };
  return {
    name: "twilio",
    channel: "sms",
    isMailbox: false,
    send: async ({ to, text }, { signal }) => {
      const form = { To: to.address, Body: text, ...sender };
      const answer = await postForm({ url, headers: { authorization }, form, timeoutMs, signal });
      if (isOutcome(answer)) return answer;
      const { status, body } = answer;
      if (status >= 200 && status < 300) return takenAs(body);
      const code = readField(body, "code");
      const category = typeof code === "number" ? categories[code] : undefined;
      if (category !== undefined)
        return { outcome: "failed", category, detail: `Twilio refused it with its error ${String(code)}` };
      return (
        outcomeOfStatus(answer) ?? {
          outcome: "failed",
          category: "rejected",
          detail: `Twilio answered ${status}${typeof code === "number" ? ` with its error ${code}` : ""}`,
        }
      );
    },
    lookUp: async (message, { begunAtMs, signal }) => {
      // By the recipient alone: a message that has not left yet has no day on which it was sent.
      const query = new URLSearchParams({ To: message.to.address, PageSize: String(lookUpSize) });
      const body = await getJson({
        url: `${url}?${query.toString()}`,
        headers: { authorization },
        timeoutMs,
        signal,
      });
      return foundIn(body, message, begunAtMs);
    },
    close: async () => {},
  };
}

/** Messages to one number that a look-up reads, the newest first. */
const lookUpSize = 100;
/** How far the clocks of Twilio and Stead may lie apart, and how long a request may have been under way. */
const earliestMs = 2 * 60_000;
const latestMs = 10 * 60_000;

function foundIn(body: unknown, { text }: OutgoingMessage, begunAtMs: number): LookUp {
  const listed = readField(body, "messages");
  if (!Array.isArray(listed)) return { found: "unclear", detail: "Twilio did not answer what it has" };
  const messages = listed.map((message: unknown) => ({
    message,
    atMs: Date.parse(String(readField(message, "date_created"))),
    isOurs: String(readField(message, "direction")).startsWith("outbound"),
  }));
  const isComplete =
    messages.length < lookUpSize || messages.some(({ atMs }) => atMs < begunAtMs - earliestMs);
  const then = messages.filter(
    ({ atMs, isOurs }) => isOurs && atMs >= begunAtMs - earliestMs && atMs <= begunAtMs + latestMs,
  );
  // An account on trial puts a sentence of Twilio's before the words.
  const same = then.filter(({ message }) => String(readField(message, "body")).endsWith(text));
  if (same.length > 0)
    return {
      found: "some",
      messages: same.map(({ message }) => ({
        ref: String(readField(message, "sid")),
        outcome: takenAs(message),
      })),
    };
  if (then.length > 0 || !isComplete)
    return { found: "unclear", detail: "Twilio has messages of that time whose words it does not tell" };
  return { found: "none" };
}

function takenAs(body: unknown): DeliveryOutcome {
  const sid = readField(body, "sid");
  const status = readField(body, "status");
  if (status === "failed" || status === "undelivered")
    return { outcome: "failed", category: "rejected", detail: `Twilio took it and calls it ${status}` };
  return { outcome: "sent", ref: typeof sid === "string" ? sid : null };
}
