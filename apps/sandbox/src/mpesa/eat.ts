const zone = "Africa/Nairobi";

const two = (value: number) => String(value).padStart(2, "0");

function parts(epochMs: number): { date: string; dotted: string; clock: string; ms: string } {
  const time = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  return {
    date: `${time.year}${two(time.month)}${two(time.day)}`,
    dotted: `${two(time.day)}.${two(time.month)}.${time.year}`,
    clock: `${two(time.hour)}${two(time.minute)}${two(time.second)}`,
    ms: String(time.millisecond).padStart(3, "0"),
  };
}

/** `20261121103024`: how Daraja writes most times, in East African Time without a zone. */
export function eatStamp(epochMs: number): string {
  const { date, clock } = parts(epochMs);
  return `${date}${clock}`;
}

/** `21.11.2026 10:30:24`, as in results of payouts. */
export function eatDotted(epochMs: number): string {
  const { dotted, clock } = parts(epochMs);
  return `${dotted} ${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}`;
}

/** `21112026103024123`: day first, with milliseconds, as inside a CheckoutRequestID. */
export function eatDayFirst(epochMs: number): string {
  const { dotted, clock, ms } = parts(epochMs);
  return `${dotted.replaceAll(".", "")}${clock}${ms}`;
}

/** `2026-11-21T10:30:24Z`: pulled rows write local time with a Z that is not meant. */
export function eatWithFalseZone(epochMs: number): string {
  const { date, clock } = parts(epochMs);
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return `${day}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}Z`;
}

/** The civil day in Nairobi, as `20261121`. */
export function eatDay(epochMs: number): string {
  return parts(epochMs).date;
}

/** `2020-08-04 8:36:00` in East African Time as an instant; null when it is none. Seconds may have a third digit. */
export function parseEat(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{1,2}:\d{2}(?::\d{2})?)\d?$/.exec(text.trim());
  if (match === null) return null;
  const [, day = "", clock = ""] = match;
  try {
    const time = Temporal.PlainDateTime.from(`${day}T${/^\d:/.test(clock) ? "0" : ""}${clock}`);
    return time.toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}
