/** A lease of rent and deposit. */
export const terms = {
  startOn: "2026-01-01",
  endOn: null,
  rentMinor: 3_000_000,
  depositMinor: 3_000_000,
  dueDay: 1,
};

/** A rent roll every Monday. */
export const weekly = {
  name: "Mondays",
  kind: "rent-roll",
  params: {},
  covers: "yesterday",
  cadence: "weekly",
  weekday: 1,
  dayOfMonth: null,
  hour: 6,
  isEnabled: true,
} as const;
