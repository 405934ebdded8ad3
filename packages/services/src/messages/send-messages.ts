import type { MessageChannel } from "@stead/contracts/messages";
import type { SystemDb } from "@stead/db/system";
import { renderLetter } from "@stead/documents/mail/render-letter";
import type { Logger } from "@stead/kernel/logger";
import type { GuardedProvider } from "@stead/providers/guard";
import type { OutgoingMessage } from "@stead/providers/message-provider";
import { publishEvent } from "@stead/queue/events";
import type { MessageLink, ServiceContext } from "../context/index.ts";
import { checkReminder } from "./check-reminder.ts";
import { beginMessage, claimMessages, type ClaimedMessage } from "./claim-messages.ts";
import { recoverMessages, settleMessage, stopMessage } from "./settle-messages.ts";

export type SenderParts = {
  system: SystemDb;
  providers: Readonly<Record<MessageChannel, GuardedProvider>>;
  /** The context in which an agency's position is looked at. */
  contextOf: (agencyId: string) => Promise<ServiceContext>;
  /** Where people open the app: what mails link to. */
  publicUrl: string;
  log: Logger;
  signal: AbortSignal;
  limits?: Partial<SenderLimits>;
};

export type SenderLimits = {
  /** Messages taken of one agency at once. */
  perAgency: number;
  /** Messages on their way at once. */
  concurrency: number;
  /** How long a message may be on its way before its sender counts as dead. */
  leaseMs: number;
  /** Pause before the second attempt. */
  firstPauseMs: number;
};

const defaults: SenderLimits = { perAgency: 50, concurrency: 20, leaseMs: 5 * 60_000, firstPauseMs: 30_000 };

/** What holds links or codes that open an account is not kept once it has left. */
const secretKinds: readonly string[] = ["invitation", "password_reset", "portal_code"];

/**
 * One turn of the sender: takes what is due, some of each agency, and sends it. A provider that rests is not asked and
 * costs no attempt. Returns how many were taken.
 */
export async function sendMessages(parts: SenderParts): Promise<number> {
  const limits = { ...defaults, ...parts.limits };
  const { system, providers } = parts;
  await recoverMessages(system, limits.leaseMs);
  const channels = (["email", "sms"] as const).filter((channel) => providers[channel].restMs() === 0);
  const claimed = await claimMessages(system, {
    channels,
    perAgency: limits.perAgency,
    leaseMs: limits.leaseMs,
  });
  const contexts = new Map<string, Promise<ServiceContext>>();
  const contextOf = (agencyId: string) => {
    const known = contexts.get(agencyId) ?? parts.contextOf(agencyId);
    contexts.set(agencyId, known);
    return known;
  };
  const waiting = claimed.values();
  const work = async () => {
    for (const message of waiting) {
      if (parts.signal.aborted) return;
      try {
        await sendOne({ ...parts, contextOf }, limits, message);
      } catch (error) {
        // It waits, and is taken again; or it is being sent, and becomes uncertain.
        parts.log.error({ error, messageId: message.id, agencyId: message.agencyId }, "message not settled");
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limits.concurrency, claimed.length) }, work));
  if (claimed.length > 0)
    await publishEvent(system, { agencyId: null, kind: "mailbox.changed", payload: {} });
  return claimed.length;
}

async function sendOne(parts: SenderParts, limits: SenderLimits, message: ClaimedMessage): Promise<void> {
  const { system, providers, log } = parts;
  const provider = providers[message.channel];
  if (provider.restMs() > 0) return;
  const ctx = message.agencyId === null ? null : await parts.contextOf(message.agencyId);
  const checked =
    ctx !== null && message.kind === "reminder"
      ? await checkReminder(ctx, message)
      : { stop: null, ...message };
  if (checked.stop !== null) return stopMessage(system, message.id, checked.stop);
  const { subject, body } = checked;
  const outgoing = await composeMessage(
    { ...message, subject, body },
    ctx?.agency.name ?? "Stead",
    parts.publicUrl,
  );
  const attempt = await beginMessage(system, { id: message.id, provider: provider.name, subject, body });
  if (attempt === undefined) return;
  const startedMs = performance.now();
  const outcome = await provider.send(outgoing, { signal: parts.signal });
  const status = await settleMessage(system, {
    message,
    attempt,
    provider: provider.name,
    outcome,
    durationMs: performance.now() - startedMs,
    share: shareOf(message.id),
    firstPauseMs: limits.firstPauseMs,
    isForgotten: secretKinds.includes(message.kind) && !provider.isMailbox,
    isKept: provider.isMailbox,
  });
  const { agencyId, id: messageId, channel, kind } = message;
  log.info(
    { agencyId, messageId, channel, kind, attempt, status, outcome: outcome.outcome },
    "message tried",
  );
}

/** A message's own share of the spread: random, as the end of its id is. */
function shareOf(id: string): number {
  return Number.parseInt(id.slice(-6), 16) / 0xff_ff_ff;
}

const footers: Partial<Record<ClaimedMessage["kind"], (sender: string) => string>> = {
  notification: () => "You chose to be told of this by e-mail. Change it in Stead under Settings.",
  broadcast: (sender) => `You get this because you rent through ${sender}.`,
  reminder: (sender) => `You get this because you rent through ${sender}.`,
};

/** The message as it leaves. A mail has both its forms; a text message says its text and where to go. */
export async function composeMessage(
  message: Pick<
    ClaimedMessage,
    "id" | "channel" | "kind" | "toAddress" | "toName" | "subject" | "body" | "action"
  >,
  sender: string,
  publicUrl: string,
): Promise<OutgoingMessage> {
  const { id, channel, kind, toAddress, toName, subject, body, action } = message;
  const opened = ({ label, url }: MessageLink) => ({ label, url: new URL(url, publicUrl).href });
  const link = action === null ? null : opened(action);
  const to = { address: toAddress, name: toName };
  if (channel === "sms") return { id, to, text: link === null ? body : `${body} ${link.url}` };
  const letter = {
    sender,
    subject: subject ?? "",
    body,
    action: link,
    links: (action?.links ?? []).map(opened),
    footer: footers[kind]?.(sender) ?? null,
  };
  return { id, to, subject: letter.subject, fromName: sender, ...(await renderLetter(letter)) };
}
