import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";

export type MailKind = "invitation" | "password_reset" | "password_changed";

/** A mail in plain text. */
export type Mail = { to: string; kind: MailKind; subject: string; body: string };

export type SendMail = (mail: Mail) => Promise<void>;

/** Keeps mails in the database, where the operator of an installation without a mail server reads them. */
export function keepMails(system: SystemDb): SendMail {
  return async ({ to, kind, subject, body }) => {
    await system.prisma.mailOutbox.create({ data: { id: newId(), toEmail: to, kind, subject, body } });
  };
}

export type KeptMail = {
  id: string;
  toEmail: string;
  kind: string;
  subject: string;
  body: string;
  createdAt: string;
};

/** The newest kept mails, newest first. */
export async function listKeptMails(system: SystemDb, limit = 100): Promise<KeptMail[]> {
  const mails = await system.prisma.mailOutbox.findMany({ orderBy: { id: "desc" }, take: limit });
  return mails.map((mail) => ({ ...mail, createdAt: mail.createdAt.toISOString() }));
}
