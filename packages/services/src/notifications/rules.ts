import type { NotificationChannel, NotificationKind } from "@stead/contracts/notifications";
import { z } from "zod";

/** What a notification is about: a record, and the word for its kind. */
export type NoticeSubject = { kind: string; id: string };

/** What is said, in the app's list and by mail. */
export type NoticeText = { title: string; body: string };

type KindRule<Params> = {
  /** For the page of preferences. */
  title: string;
  about: string;
  /** What holds for a person who chose nothing. */
  defaults: Readonly<Record<NotificationChannel, boolean>>;
  params: z.ZodType<Params>;
  say: (params: Params) => NoticeText;
  /** The page of the app. */
  href: (subject: NoticeSubject) => string;
};

function kind<Params>(rule: KindRule<Params>): KindRule<Params> {
  return rule;
}

const inApp = { app: true, email: false, sms: false };
const byMail = { app: true, email: true, sms: false };

const File = z.object({ name: z.string() });
const Failure = z.object({ name: z.string(), reason: z.string() });
const rows = (count: number) => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);
/** A list's title within a sentence. */
const list = (title: string) => title.charAt(0).toLowerCase() + title.slice(1);

const refundPage = ({ id }: NoticeSubject) => `/refunds/${id}`;

/** What people can be told of: a kind's text, where it leads, and what goes where unless a person chose otherwise. */
export const noticeRules = {
  "export.ready": kind({
    title: "An export is ready",
    about: "A list that you asked for as a file can be downloaded.",
    defaults: byMail,
    params: z.object({ name: z.string(), rowCount: z.int() }),
    say: ({ name, rowCount }) => ({
      title: `The export of ${list(name)} is ready`,
      body: `The file holds ${rows(rowCount)}. Its link works for a limited time.`,
    }),
    href: () => "/jobs",
  }),
  "export.failed": kind({
    title: "An export failed",
    about: "A list that you asked for as a file could not be made.",
    defaults: byMail,
    params: Failure,
    say: ({ name, reason }) => ({ title: `The export of ${list(name)} could not be made`, body: reason }),
    href: () => "/jobs",
  }),
  "bulk.finished": kind({
    title: "A change to many is done",
    about: "What you did to many records at once has come to its end.",
    defaults: inApp,
    params: z.object({ kind: z.string(), doneCount: z.int(), failedCount: z.int() }),
    say: ({ doneCount, failedCount }) => ({
      title: "A change to many records is done",
      body: `${rows(doneCount)} were changed${failedCount === 0 ? "" : `; ${rows(failedCount)} were refused`}.`,
    }),
    href: ({ id }) => `/bulk/${id}`,
  }),
  "import.finished": kind({
    title: "An import is done",
    about: "The rows of a file that you imported are in.",
    defaults: inApp,
    params: z.object({ name: z.string(), createCount: z.int(), errorCount: z.int() }),
    say: ({ name, createCount, errorCount }) => ({
      title: `${name} is imported`,
      body: `${rows(createCount)} came in${errorCount === 0 ? "" : `; ${rows(errorCount)} were left out`}.`,
    }),
    href: ({ id }) => `/imports/${id}`,
  }),
  "import.failed": kind({
    title: "An import failed",
    about: "A file that you imported could not be read or written.",
    defaults: byMail,
    params: Failure,
    say: ({ name, reason }) => ({ title: `${name} could not be imported`, body: reason }),
    href: ({ id }) => `/imports/${id}`,
  }),
  "billing.finished": kind({
    title: "A month is billed",
    about: "The billing run that you started, or that began by itself, is done.",
    defaults: inApp,
    params: z.object({ month: z.string(), invoiceCount: z.int() }),
    say: ({ month, invoiceCount }) => ({
      title: `${month} is billed`,
      body:
        invoiceCount === 1
          ? "1 invoice was issued."
          : `${invoiceCount.toLocaleString("en")} invoices were issued.`,
    }),
    href: ({ id }) => `/billing/${id}`,
  }),
  "billing.failed": kind({
    title: "A billing run failed",
    about: "A month could not be billed to its end. What was issued stays.",
    defaults: byMail,
    params: z.object({ month: z.string(), reason: z.string() }),
    say: ({ month, reason }) => ({ title: `${month} is not billed to its end`, body: reason }),
    href: ({ id }) => `/billing/${id}`,
  }),
  "report.ready": kind({
    title: "A report is ready",
    about: "A report that you asked for, or that is made for you on a schedule.",
    defaults: byMail,
    params: File,
    say: ({ name }) => ({ title: `${name} is ready`, body: "Open it in Stead, or download it there." }),
    href: () => "/reports/history",
  }),
  "report.failed": kind({
    title: "A report failed",
    about: "A report could not be made.",
    defaults: byMail,
    params: Failure,
    say: ({ name, reason }) => ({ title: `${name} could not be made`, body: reason }),
    href: () => "/reports/history",
  }),
  "broadcast.finished": kind({
    title: "A broadcast is sent",
    about: "Every recipient of a message to many has been tried.",
    defaults: inApp,
    params: z.object({ name: z.string(), sentCount: z.int(), failedCount: z.int() }),
    say: ({ name, sentCount, failedCount }) => ({
      title: `${name} is sent`,
      body: `${sentCount.toLocaleString("en")} were sent${failedCount === 0 ? "" : `, ${failedCount.toLocaleString("en")} were not`}.`,
    }),
    href: ({ id }) => `/messages/${id}`,
  }),
  "statement.finished": kind({
    title: "A statement is booked",
    about: "The lines of a bank's or a provider's statement that you uploaded are in.",
    defaults: inApp,
    params: z.object({ name: z.string(), newCount: z.int(), waitingCount: z.int() }),
    say: ({ name, newCount, waitingCount }) => ({
      title: `${name} is booked`,
      body: `${rows(newCount)} came in${waitingCount === 0 ? "" : `; ${rows(waitingCount)} wait for you`}.`,
    }),
    href: ({ id }) => `/statements/${id}`,
  }),
  "statement.failed": kind({
    title: "A statement failed",
    about: "A statement that you uploaded could not be read or booked.",
    defaults: byMail,
    params: Failure,
    say: ({ name, reason }) => ({ title: `${name} could not be imported`, body: reason }),
    href: ({ id }) => `/statements/${id}`,
  }),
  "day_proof.failed": kind({
    title: "A day does not agree",
    about: "What a provider or a bank says of a day is not what the books say.",
    defaults: byMail,
    params: z.object({ account: z.string(), day: z.string(), differenceCount: z.int() }),
    say: ({ account, day, differenceCount }) => ({
      title: `${account}: ${day} does not agree with the books`,
      body: `${differenceCount === 1 ? "1 difference is" : `${differenceCount.toLocaleString("en")} differences are`} listed, each with what to do.`,
    }),
    href: ({ id }) => `/reconciliation/${id}`,
  }),
  "ledger_proof.failed": kind({
    title: "The books are not sound",
    about:
      "A proof of the books found what should never be: a check that does not hold, or a figure that is not its rows.",
    defaults: byMail,
    params: z.object({ names: z.array(z.string()) }),
    say: ({ names }) => ({
      title: names.length === 1 ? "A check of the books fails" : `${names.length} checks of the books fail`,
      body: `${names.map((name) => name.replaceAll("_", " ")).join(", ")}. The proof lists the rows.`,
    }),
    href: () => "/accounts/proof",
  }),
  "disbursement.waiting": kind({
    title: "A refund waits for approval",
    about: "Somebody asked for a refund that needs a second person, and you may be that person.",
    defaults: byMail,
    params: z.object({ amount: z.string(), reason: z.string() }),
    say: ({ amount, reason }) => ({ title: `A refund of ${amount} waits for a second person`, body: reason }),
    href: refundPage,
  }),
  "disbursement.approved": kind({
    title: "Your refund is approved",
    about: "A refund that you asked for was approved and is on its way.",
    defaults: inApp,
    params: z.object({ amount: z.string() }),
    say: ({ amount }) => ({ title: `Your refund of ${amount} is approved`, body: "It is on its way." }),
    href: refundPage,
  }),
  "disbursement.refused": kind({
    title: "Your refund is refused",
    about: "Somebody refused a refund that you asked for, or called it off.",
    defaults: inApp,
    params: z.object({ amount: z.string(), reason: z.string() }),
    say: ({ amount, reason }) => ({ title: `Your refund of ${amount} is refused`, body: reason }),
    href: refundPage,
  }),
  "disbursement.failed": kind({
    title: "Your refund failed",
    about: "The provider or the bank did not pay a refund that you asked for.",
    defaults: byMail,
    params: z.object({ amount: z.string(), reason: z.string() }),
    say: ({ amount, reason }) => ({ title: `Your refund of ${amount} failed`, body: reason }),
    href: refundPage,
  }),
  "dispute.opened": kind({
    title: "A payment is disputed",
    about: "A tenant asked the bank for money back, past you. It is answered with the provider, in time.",
    defaults: byMail,
    params: z.object({ amount: z.string(), account: z.string(), answerBy: z.string().nullable() }),
    say: ({ amount, account, answerBy }) => ({
      title: `A payment of ${amount} on ${account} is disputed`,
      body:
        answerBy === null
          ? "Look at it with the provider, and answer it there."
          : `The provider takes your answer until ${answerBy}.`,
    }),
    href: ({ id }) => `/disputes/${id}`,
  }),
} satisfies Record<NotificationKind, object>;

export type NoticeParams<Kind extends NotificationKind> = z.infer<(typeof noticeRules)[Kind]["params"]>;

/** A kind's rule, for parameters that its schema has yet to accept. */
export function noticeRuleOf(kindName: NotificationKind): KindRule<unknown> {
  // What is said is only ever called with what this rule's own schema has accepted.
  return noticeRules[kindName] as KindRule<unknown>;
}

/** The text of stored parameters; parameters of an older version that no longer fit say the kind alone. */
export function sayNotice(kindName: NotificationKind, params: unknown): NoticeText {
  const rule = noticeRuleOf(kindName);
  const parsed = rule.params.safeParse(params);
  return parsed.success ? rule.say(parsed.data) : { title: rule.title, body: "" };
}

/** Which ways a person is told by: their choices over the kind's defaults. */
export function channelsOf(
  kindName: NotificationKind,
  choices: Readonly<Partial<Record<NotificationChannel, boolean>>>,
): Record<NotificationChannel, boolean> {
  return { ...noticeRules[kindName].defaults, ...choices };
}
