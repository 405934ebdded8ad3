export { getDispute, listDisputes, readAllDisputes } from "./list-disputes.ts";
