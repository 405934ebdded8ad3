export { getLeaseClauses } from "./get-lease-clauses.ts";
export { getLetterhead } from "./get-letterhead.ts";
export { openDocument } from "./open-document.ts";
export { previewLeaseClauses } from "./preview-lease-clauses.ts";
export { readSender } from "./queries.ts";
export { saveLeaseClauses } from "./save-lease-clauses.ts";
export { stopDocument } from "./stop-document.ts";
export { updateLetterhead } from "./update-letterhead.ts";
export { writeDocument, type WriteDocumentOptions } from "./write-document.ts";
