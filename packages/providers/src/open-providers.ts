import { AppError } from "@stead/kernel/errors";
import type { Seams } from "@stead/kernel/seams";
import { guardProvider, type GuardedProvider } from "./guard.ts";
import { createSmtpProvider } from "./mail/smtp.ts";
import { createMailbox, type MessageProvider } from "./message-provider.ts";
import { createAfricasTalkingProvider } from "./sms/africas-talking.ts";
import { createTwilioProvider } from "./sms/twilio.ts";

export type MessageSettings = {
  smtpUrl: string | undefined;
  mailFrom: string;
  sms:
    | {
        provider: "africastalking" | "twilio";
        account: string | undefined;
        secret: string | undefined;
        from: string | undefined;
        baseUrl: string | undefined;
      }
    | undefined;
};

export type MessageProviders = {
  email: GuardedProvider;
  sms: GuardedProvider;
  close(): Promise<void>;
};

/** The providers that the settings name, each behind its breaker; without them messages are kept. */
export function openMessageProviders(
  { smtpUrl, mailFrom, sms }: MessageSettings,
  seams: Pick<Seams, "emit">,
): MessageProviders {
  const mail =
    smtpUrl === undefined ? createMailbox("email") : createSmtpProvider({ url: smtpUrl, from: mailFrom });
  const email = guardProvider(mail, { seams });
  const text = guardProvider(openSms(sms), { seams });
  return {
    email,
    sms: text,
    close: async () => {
      await Promise.all([email.close(), text.close()]);
    },
  };
}

function openSms(sms: MessageSettings["sms"]): MessageProvider {
  if (sms === undefined) return createMailbox("sms");
  const { provider, account, secret, from } = sms;
  const base = sms.baseUrl === undefined ? {} : { baseUrl: sms.baseUrl };
  if (account === undefined || secret === undefined)
    throw new AppError("INVALID", "SMS_PROVIDER is set: set SMS_ACCOUNT and SMS_SECRET as well");
  if (provider === "africastalking")
    return createAfricasTalkingProvider({ username: account, apiKey: secret, from, ...base });
  if (from === undefined) throw new AppError("INVALID", "Twilio needs SMS_FROM: one of its numbers");
  return createTwilioProvider({ accountSid: account, authToken: secret, from, ...base });
}
