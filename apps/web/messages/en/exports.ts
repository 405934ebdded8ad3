const count = new Intl.NumberFormat("en");
const rows = (number: number) => (number === 1 ? "1 row" : `${count.format(number)} rows`);

export const exportsText = {
  export: "Export",
  asCsv: "CSV",
  csvHint: "any program",
  asXlsx: "Excel",
  xlsxHint: "XLSX",
  title: "Export",
  help: "Every row of the list, with its search and filters. You may close this; you are told when the file is ready.",
  making: "Making the file",
  waiting: "It starts in a moment",
  rowsOf: (done: number, total: number | null) =>
    total === null ? rows(done) : `${count.format(done)} of ${rows(total)}`,
  ready: (number: number, size: string) => `${rows(number)}, ${size}. The file is kept for a week.`,
  download: "Download",
  stop: "Stop",
  stopping: "Stopping",
  cancelled: "The export was stopped; nothing was kept.",
  failed: "The file could not be made.",
  again: "Try again",
  close: "Close",
  megabytes: (bytes: number) =>
    bytes < 1_048_576
      ? `${Math.max(1, Math.round(bytes / 1_024))} kB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`,
};
