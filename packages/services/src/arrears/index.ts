export { listArrears, readAllArrears } from "./list-arrears.ts";
export { ageingOf, rowJoins as ageingJoins } from "./queries.ts";
