const dayMs = 86_400_000;

function toText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** A day so many days later, or earlier for a negative number. */
export function shiftDays(date: string, days: number): string {
  return toText(Date.parse(`${date}T00:00:00Z`) + days * dayMs);
}

export function dayAfter(date: string): string {
  return shiftDays(date, 1);
}

/** The last day of a year that begins on a day. */
export function yearFrom(date: string): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return toText(Date.UTC(year + 1, month - 1, day) - dayMs);
}

/** The first day of the month so many months later than a day's own. */
export function shiftMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split("-").map(Number);
  return toText(Date.UTC(year, month - 1 + months, 1));
}
