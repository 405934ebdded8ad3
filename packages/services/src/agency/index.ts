export { getAgency } from "./get-agency.ts";
export { getAgencyProgress } from "./get-agency-progress.ts";
export { setUpAgency } from "./set-up-agency.ts";
export { updateAgency } from "./update-agency.ts";
