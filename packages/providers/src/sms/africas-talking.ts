import type { DeliveryCategory, DeliveryOutcome, MessageProvider } from "../message-provider.ts";
import { isOutcome, outcomeOfStatus, postForm, readField } from "./http.ts";

export type AfricasTalkingOptions = {
  username: string;
  apiKey: string;
  /** A registered sender's name or short code; the provider's own when left out. */
  from?: string | undefined;
  /** `https://api.africastalking.com` when left out. */
  baseUrl?: string;
  timeoutMs?: number;
};

/** Its status codes per recipient; 100 to 102 are taken. */
const categories: Readonly<Record<number, DeliveryCategory>> = {
  401: "rejected",
  402: "rejected",
  403: "bad_address",
  404: "bad_address",
  405: "provider_down",
  406: "rejected",
  407: "rejected",
  409: "rejected",
  500: "throttled",
  501: "throttled",
  502: "rejected",
};

/**
 * Africa's Talking, bulk messaging, version 1. What it lets one fetch are the messages that came in; of those that went
 * out it only reports to a callback, so nothing can be looked up.
 */
export function createAfricasTalkingProvider({
  username,
  apiKey,
  from,
  baseUrl = "https://api.africastalking.com",
  timeoutMs = 15_000,
}: AfricasTalkingOptions): MessageProvider {
  const url = `${baseUrl.replace(/\/$/, "")}/version1/messaging`;
  return {
    name: "africastalking",
    channel: "sms",
    isMailbox: false,
    send: async ({ to, text }, { signal }) => {
      const form = { username, to: to.address, message: text, ...(from !== undefined && { from }) };
      const answer = await postForm({ url, headers: { apiKey }, form, timeoutMs, signal });
      if (isOutcome(answer)) return answer;
      const { status, body } = answer;
      if (status >= 200 && status < 300) return outcomeOfRecipient(firstRecipient(body));
      return (
        outcomeOfStatus(answer) ?? {
          outcome: "failed",
          category: "rejected",
          detail: `Africa's Talking answered ${status}`,
        }
      );
    },
    close: async () => {},
  };
}

function firstRecipient(body: unknown): unknown {
  const data = readField(body, "SMSMessageData");
  const recipients = readField(data, "Recipients");
  return Array.isArray(recipients) ? (recipients[0] as unknown) : undefined;
}

function outcomeOfRecipient(recipient: unknown): DeliveryOutcome {
  const code = Number(readField(recipient, "statusCode"));
  const ref = readField(recipient, "messageId");
  if (code >= 100 && code <= 102) return { outcome: "sent", ref: typeof ref === "string" ? ref : null };
  // An answer without a recipient carries its reason in words, such as an unknown sender.
  if (!Number.isFinite(code))
    return { outcome: "failed", category: "rejected", detail: "Africa's Talking took no recipient" };
  const category = categories[code] ?? "rejected";
  return { outcome: "failed", category, detail: `Africa's Talking refused it with its status ${code}` };
}
