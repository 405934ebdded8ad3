export { getDayProof, listDays, readAllDays } from "./list-days.ts";
export { proveDay } from "./prove-day.ts";
export { proveDays } from "./prove-days.ts";
