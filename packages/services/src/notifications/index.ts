export { notify, type Notice } from "./notify-people.ts";
