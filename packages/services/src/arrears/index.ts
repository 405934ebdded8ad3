export { listArrears, readAllArrears } from "./list-arrears.ts";
