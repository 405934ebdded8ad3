import fs from "node:fs";
import { createPdfRenderer, type PdfRenderer } from "@stead/documents/pdf/renderer";
import type { RenderRequest } from "@stead/documents/pdf/templates";
import { drawWithReact } from "./pdf-baseline.ts";
import { benchKinds, documentOf, type BenchKind } from "./pdf-documents.ts";
import { medianOf } from "./statistics.ts";

/**
 * Pages of PDF for each second of CPU, against @react-pdf/renderer in the same run, and memory over many documents.
 * CPU is that of this process and the ones it started; subjects take turns in random order.
 */
const rounds = 12;
const documentsPerTurn = { typst: 12, again: 12, react: 3 } as const;
const goal = 10;
const manyDocuments = 2_400;

type Subject = keyof typeof documentsPerTurn;

/** Clock ticks a second of /proc on Linux. */
const ticksPerSecond = 100;

function childrenOf(pid: number): number[] {
  const tasks = fs.readdirSync(`/proc/${pid}/task`);
  const lists = tasks.map((task) => fs.readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"));
  return lists.flatMap((list) =>
    list
      .split(" ")
      .filter((each) => each !== "")
      .map(Number),
  );
}

function cpuSeconds(): number {
  const own = process.cpuUsage();
  const others = childrenOf(process.pid).map((pid) => {
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  });
  return (own.user + own.system) / 1e6 + others.reduce((sum, each) => sum + each, 0);
}

/** Pages of a PDF whose page objects stand in its plain part, or in the compressed ones that say their number. */
async function countPages(pdf: Uint8Array): Promise<number> {
  const { getDocumentProxy } = await import("unpdf");
  return (await getDocumentProxy(new Uint8Array(pdf))).numPages;
}

function draw(renderer: PdfRenderer, { template, data }: RenderRequest): Promise<Uint8Array> {
  if (template === "table-report") {
    const { rows, table, ...rest } = data;
    return renderer.render(template, { ...rest, table: { ...table, rows } });
  }
  return renderer.render(template, data);
}

let nth = 1;
async function turn(renderer: PdfRenderer, subject: Subject, kind: BenchKind): Promise<number> {
  const requests = Array.from({ length: documentsPerTurn[subject] }, () => documentOf(kind, nth++));
  const before = cpuSeconds();
  if (subject === "react") for (const request of requests) await drawWithReact(request);
  else await Promise.all(requests.map((request) => draw(renderer, request)));
  return (cpuSeconds() - before) / requests.length;
}

let seed = 1;
/** Evenly between 0 and 1, the same in every run (Park and Miller). */
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}

const shuffled = <T>(values: readonly T[]) =>
  values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);

/** Median of ratios of pairs, and its 95 % interval by 10,000 draws. */
function ratioOf(
  left: readonly number[],
  right: readonly number[],
): { ratio: number; low: number; high: number } {
  const ratios = left.map((value, at) => value / (right[at] ?? 1));
  const draws = Array.from({ length: 10_000 }, () =>
    medianOf(ratios.map(() => ratios[Math.floor(random() * ratios.length)] ?? 1)),
  );
  const sorted = draws.toSorted((a, b) => a - b);
  return { ratio: medianOf(ratios), low: sorted[250] ?? 0, high: sorted[9_750] ?? 0 };
}

type Series = Record<Subject, number[]>;

/** CPU seconds for a document of one kind, each round, subjects in random order. */
async function measure(renderer: PdfRenderer, kind: BenchKind): Promise<Series> {
  const series: Series = { typst: [], again: [], react: [] };
  const subjects: readonly Subject[] = ["typst", "again", "react"];
  for (const subject of subjects) await turn(renderer, subject, kind);
  for (let round = 0; round < rounds; round++)
    for (const subject of shuffled(subjects)) series[subject].push(await turn(renderer, subject, kind));
  return series;
}

const shown = ({ ratio, low, high }: ReturnType<typeof ratioOf>) =>
  `${ratio.toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`;
const added = (left: readonly number[], right: readonly number[]) =>
  right.map((value, at) => value + (left[at] ?? 0));

/** Both engines make the same number of pages of a document, so ratios of CPU are ratios of pages. */
async function comparePages(renderer: PdfRenderer): Promise<boolean> {
  let all: Series = { typst: [], again: [], react: [] };
  let allPages = 0;
  const show = (name: string, pages: number, { typst, react }: Series) => {
    const rate = (series: readonly number[]) => (pages / medianOf(series)).toFixed(1);
    console.log(
      `${name.padEnd(12)} ${pages} pages   ${rate(typst)} and ${rate(react)} pages a CPU second   ${shown(ratioOf(react, typst))}`,
    );
  };
  for (const kind of benchKinds) {
    const [typst, react] = [
      await draw(renderer, documentOf(kind, 1)),
      await drawWithReact(documentOf(kind, 1)),
    ];
    const pages = await countPages(typst);
    if (pages !== (await countPages(react)))
      throw new Error(`the engines make different numbers of pages of the ${kind}`);
    const series = await measure(renderer, kind);
    show(kind, pages, series);
    all = {
      typst: added(all.typst, series.typst),
      again: added(all.again, series.again),
      react: added(all.react, series.react),
    };
    allPages += pages;
  }
  show("one of each", allPages, all);
  const { low } = ratioOf(all.react, all.typst);
  console.log(
    `the same against itself ${shown(ratioOf(all.again, all.typst))}; goal at least ${goal}x: ${low >= goal ? "met" : "missed"}`,
  );
  return low >= goal;
}

const rssMb = (pid: number) =>
  (Number(fs.readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4_096) / 1_048_576;

/**
 * Highest memory of the one process that draws, in each hundred documents; the pool may not replace it. Peaks, because
 * between two collections it holds what was drawn.
 */
async function watchMemory(): Promise<boolean> {
  const renderer = createPdfRenderer({ processes: 1, rssLimitBytes: 2 ** 40, documentsPerProcess: 1e9 });
  const peaks: number[] = [];
  try {
    for (let drawn = 0; drawn < manyDocuments; drawn++) {
      await draw(renderer, documentOf(benchKinds[drawn % benchKinds.length] ?? "invoice", 100_000 + drawn));
      const mb = Math.max(...childrenOf(process.pid).map(rssMb));
      const hundred = Math.floor(drawn / 100);
      peaks[hundred] = Math.max(peaks[hundred] ?? 0, mb);
    }
  } finally {
    await renderer.close();
  }
  const half = peaks.length / 2;
  const [early, late] = [Math.max(...peaks.slice(1, half)), Math.max(...peaks.slice(half))];
  console.log(
    `highest memory in each hundred of ${manyDocuments} documents in one process: ${peaks.map((mb) => mb.toFixed(0)).join(", ")} MiB`,
  );
  console.log(
    `second half to first: ${(late / early).toFixed(3)}x; goal at most 1.1x: ${late / early <= 1.1 ? "met" : "missed"}`,
  );
  return late / early <= 1.1;
}

// One process against one thread: two at once would share the memory and caches of the machine.
const renderer = createPdfRenderer({ processes: 1 });
try {
  const isFast = await comparePages(renderer);
  await renderer.close();
  const isFlat = await watchMemory();
  process.exitCode = isFast && isFlat ? 0 : 1;
} finally {
  await renderer.close();
}
