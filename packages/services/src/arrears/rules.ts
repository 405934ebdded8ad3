import type { AgeingBucket } from "@stead/contracts/arrears";

/** Real days past due of each bucket (domain rules: arrears ageing), both ends inclusive; null where it has no end. */
export const bucketDays: Record<AgeingBucket, { from: number | null; to: number | null }> = {
  notDue: { from: null, to: -1 },
  dueToday: { from: 0, to: 0 },
  days1to30: { from: 1, to: 30 },
  days31to60: { from: 31, to: 60 },
  days61to90: { from: 61, to: 90 },
  over90: { from: 91, to: null },
};
