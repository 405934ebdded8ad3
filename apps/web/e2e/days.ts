/** Today where the journeys' agencies are. */
export const today = Temporal.Now.plainDateISO("Africa/Nairobi");
export const thisMonth = today.with({ day: 1 });
export const lastMonth = thisMonth.subtract({ months: 1 });

/** A day as the pages write it: `16 Oct 2026`. */
export function written(day: Temporal.PlainDate): string {
  return new Date(`${day.toString()}T00:00:00Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** A month as the pages write it: `Oct 2026`. */
export function writtenMonth(day: Temporal.PlainDate): string {
  return new Date(`${day.toString()}T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
