export { invalidateTags, listCacheActions } from "./make-old.ts";
export { lookUp } from "./look-up.ts";
export { readCacheFigures } from "./read-figures.ts";
export { startTellingFigures } from "./tell-figures.ts";
