import type {
  CreateReportScheduleInput,
  ReportFormat,
  ReportInfoDto,
  ReportScheduleDto,
} from "@stead/contracts/reports";
import { reports as text } from "../../messages/en/reports.ts";

/** A schedule as its form holds it. */
export type ScheduleForm = Omit<CreateReportScheduleInput, "idempotencyKey">;

export function newForm(info: ReportInfoDto | undefined, userId: string): ScheduleForm {
  return {
    name: info?.title ?? "",
    kind: info?.kind ?? "rent-roll",
    params: {},
    covers: "last_month",
    cadence: "monthly",
    weekday: 1,
    dayOfMonth: 1,
    hour: 7,
    formats: ["pdf"],
    recipientIds: [userId],
    isEnabled: true,
  };
}

export function formOf({ recipients, ...schedule }: ReportScheduleDto): ScheduleForm {
  const { name, kind, params, covers, cadence, hour, formats, isEnabled } = schedule;
  return {
    name,
    kind,
    params,
    covers,
    cadence,
    hour,
    formats,
    isEnabled,
    weekday: schedule.weekday ?? 1,
    dayOfMonth: schedule.dayOfMonth ?? 1,
    recipientIds: recipients.map(({ userId }) => userId),
  };
}

/** Only what belongs to the cadence is sent. */
export function inputOf(form: ScheduleForm): ScheduleForm {
  return {
    ...form,
    weekday: form.cadence === "weekly" ? form.weekday : null,
    dayOfMonth: form.cadence === "monthly" ? form.dayOfMonth : null,
  };
}

export function toggled<Item extends string>(items: readonly Item[], item: Item): Item[] {
  return items.includes(item) ? items.filter((each) => each !== item) : [...items, item];
}

const hourText = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

export const hourOptions = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: hourText(hour),
}));

/** When it is sent, in words. */
export function cadenceText({
  cadence,
  weekday,
  dayOfMonth,
  hour,
}: Pick<ReportScheduleDto, "cadence" | "weekday" | "dayOfMonth" | "hour">): string {
  if (cadence === "weekly") return text.everyWeek(text.weekdays[(weekday ?? 1) - 1] ?? "", hourText(hour));
  return cadence === "monthly"
    ? text.everyMonth(dayOfMonth ?? 1, hourText(hour))
    : text.everyDay(hourText(hour));
}

export const formatsText = (formats: readonly ReportFormat[]): string =>
  formats.map((format) => format.toUpperCase()).join(", ");
