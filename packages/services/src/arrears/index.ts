export { listArrears } from "./list-arrears.ts";
