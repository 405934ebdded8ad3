export { getDispute, listDisputes } from "./list-disputes.ts";
