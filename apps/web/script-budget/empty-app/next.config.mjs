import path from "node:path";

/** The least that this version of Next can be: what every route is measured against. */
export default { turbopack: { root: path.resolve(import.meta.dirname, "../../../..") } };
