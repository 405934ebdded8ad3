export { createDownloadLink, giveDownloadLink } from "./create-download-link.ts";
export { openDownload } from "./open-download.ts";
export { recordFile } from "./record-file.ts";
export { sweepFiles } from "./sweep-files.ts";
