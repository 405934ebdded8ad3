import type {
  CreateReportScheduleInput,
  ReportFormat,
  ReportInfoDto,
  ReportRequest,
  ReportScheduleDto,
  ScheduledParams,
} from "@stead/contracts/reports";
import { reports as text } from "../../messages/en/reports.ts";

/** A schedule as its form holds it. */
export type ScheduleForm = Omit<CreateReportScheduleInput, "idempotencyKey">;

/** What a cadence covers unless a person says otherwise: the time since it was last sent. */
const usualCovers = { daily: "yesterday", weekly: "last_7_days", monthly: "last_month" } as const;

/** The form with another cadence; what it covers follows, unless a person had chosen it. */
export function withCadence(form: ScheduleForm, cadence: ScheduleForm["cadence"]): Partial<ScheduleForm> {
  const isUsual = form.covers === usualCovers[form.cadence];
  return { cadence, ...(isUsual && { covers: usualCovers[cadence] }) };
}

/** What is not chosen is left out: the contract knows no null. */
export function chosenOf(params: {
  [Key in keyof ScheduledParams]: ScheduledParams[Key] | null;
}): ScheduledParams {
  const { propertyId, currency, by, leaseId } = params;
  return {
    ...(propertyId ? { propertyId } : {}),
    ...(currency ? { currency } : {}),
    ...(by ? { by } : {}),
    ...(leaseId ? { leaseId } : {}),
  };
}

/** A new schedule: of a report as it is looked at, or of the first there is. */
export function newForm(
  infos: readonly ReportInfoDto[],
  userId: string,
  request: ReportRequest | undefined,
): ScheduleForm {
  const info = infos.find(({ kind }) => kind === request?.kind) ?? infos[0];
  const { propertyId, currency, by, leaseId }: ScheduledParams = request?.params ?? {};
  const params = chosenOf({ propertyId, currency, by, leaseId });
  return {
    name: info?.title ?? "",
    kind: info?.kind ?? "rent-roll",
    params,
    covers: usualCovers.monthly,
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
