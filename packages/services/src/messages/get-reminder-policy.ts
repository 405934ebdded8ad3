import type { ReminderPolicyDto, ReminderStep } from "@stead/contracts/messages";
import type { Sql } from "@stead/db/client";
import { readOne, requirePermission, type ServiceContext } from "../context/index.ts";

const get = {
  name: "reminder_policy_get",
  text: `select is_enabled as "isEnabled", send_hour as "sendHour", least_overdue_minor as "leastOverdueMinor", steps, version
    from reminder_policies where agency_id = $1`,
};

/** What a new agency begins with: nothing is sent until somebody turns it on. */
const firstSteps: ReminderStep[] = [
  {
    day: 1,
    channel: "email_else_sms",
    subject: "Your rent for {{unit.label}}",
    body: "Dear {{tenant.firstName}},\n\nwe have not received {{overdue}} for {{property.name}}, {{unit.label}}, due on {{oldestDueOn}}. If you have just paid, thank you: there is nothing more to do.\n\n{{agency.name}}",
  },
  {
    day: 5,
    channel: "sms",
    subject: "",
    body: "{{tenant.firstName}}, {{overdue}} for {{unit.label}} is overdue since {{oldestDueOn}}. Please pay with reference {{lease.reference}} or call us. {{agency.name}}",
  },
  {
    day: 10,
    channel: "email_else_sms",
    subject: "{{overdue}} is overdue",
    body: "Dear {{tenant.name}},\n\n{{overdue}} for {{property.name}}, {{unit.label}} has been overdue since {{oldestDueOn}}. Please pay with the reference {{lease.reference}}, or call us today so that we find a way together.\n\n{{agency.name}}",
  },
];

export async function readReminderPolicy(sql: Sql, agencyId: string): Promise<ReminderPolicyDto> {
  const row = await readOne<ReminderPolicyDto>(sql, get, agencyId);
  return row ?? { isEnabled: false, sendHour: 9, leastOverdueMinor: 1, steps: firstSteps, version: 0 };
}

/** When and with which words the agency reminds of arrears. */
export async function getReminderPolicy({ ctx }: { ctx: ServiceContext }): Promise<ReminderPolicyDto> {
  requirePermission(ctx, "messages:read");
  return readReminderPolicy(ctx.db.sql, ctx.agencyId);
}
