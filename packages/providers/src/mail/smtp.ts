import { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { DeliveryOutcome, MessageProvider, OutgoingMessage } from "../message-provider.ts";

export type SmtpOptions = {
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. */
  url: string;
  /** The address that mails come from. */
  from: string;
  fromName?: string;
  /** Longest silence of the server. */
  timeoutMs?: number;
  mostConnections?: number;
};

/** Sends mails by SMTP over a few kept connections. */
export function createSmtpProvider({
  url,
  from,
  fromName = "Stead",
  timeoutMs = 30_000,
  mostConnections = 5,
}: SmtpOptions): MessageProvider {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: mostConnections,
    maxMessages: 200,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: "smtp",
    channel: "email",
    isMailbox: false,
    send: async (message) => {
      const content = await compose(message, { address: from, name: message.fromName ?? fromName });
      let isHandedOver = false;
      const raw = Readable.from([content]);
      raw.once("end", () => (isHandedOver = true));
      try {
        const answer = await transport.sendMail({
          envelope: { from, to: [message.to.address] },
          raw,
        });
        return { outcome: "sent", ref: answer.response.slice(0, 200) };
      } catch (error) {
        return outcomeOf(error, isHandedOver);
      }
    },
    close: async () => transport.close(),
  };
}

function compose(message: OutgoingMessage, from: { address: string; name: string }): Promise<Buffer> {
  const { to, subject, text, html, id } = message;
  return new MailComposer({
    from,
    to: to.name ? { name: to.name, address: to.address } : to.address,
    ...(subject !== undefined && { subject }),
    text,
    ...(html !== undefined && { html }),
    messageId: `<${id}@${from.address.split("@").at(-1) ?? "stead"}>`,
    headers: { "Auto-Submitted": "auto-generated" },
  })
    .compile()
    .build();
}

type SmtpFailure = { code?: unknown; responseCode?: unknown; command?: unknown };

/** What an error of the conversation means; RFC 5321 says which codes are for now and which for good. */
function outcomeOf(error: unknown, isHandedOver: boolean): DeliveryOutcome {
  const { code, responseCode, command }: SmtpFailure =
    typeof error === "object" && error !== null ? error : {};
  if (typeof responseCode !== "number") {
    if (isHandedOver)
      return {
        outcome: "uncertain",
        detail: "the mail server took the mail and did not say whether it keeps it",
      };
    const detail = `the mail server cannot be reached (${typeof code === "string" ? code : "unknown"})`;
    return { outcome: "failed", category: "provider_down", detail };
  }
  const said = `the mail server answered ${responseCode}`;
  if (code === "EAUTH" || responseCode === 530 || responseCode === 535)
    return { outcome: "failed", category: "provider_down", detail: `${said}: it does not let Stead sign in` };
  if (responseCode < 500)
    return { outcome: "failed", category: "throttled", detail: `${said}: it asks to come back later` };
  const isRecipient = command === "RCPT TO" || [550, 551, 553].includes(responseCode);
  if (isRecipient)
    return { outcome: "failed", category: "bad_address", detail: `${said}: there is no such address` };
  return { outcome: "failed", category: "rejected", detail: `${said}: it does not carry this mail` };
}
