import type { DeliveryCategory, DeliveryOutcome, MessageProvider } from "../message-provider.ts";
import { isOutcome, outcomeOfStatus, postForm } from "./http.ts";

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
    close: async () => {},
  };
}

function takenAs(body: unknown): DeliveryOutcome {
  const sid = readField(body, "sid");
  const status = readField(body, "status");
  if (status === "failed" || status === "undelivered")
    return { outcome: "failed", category: "rejected", detail: `Twilio took it and calls it ${status}` };
  return { outcome: "sent", ref: typeof sid === "string" ? sid : null };
}

function readField(body: unknown, field: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, field) : undefined;
}
