export { foldFigures } from "./fold-figures.ts";
export { getDashboard } from "./get-dashboard.ts";
export { searchEverything } from "./search-everything.ts";
