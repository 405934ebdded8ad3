import fs from "node:fs";
import { createPdfRenderer, type PdfRenderer } from "@stead/documents/pdf/renderer";
import type { RenderRequest } from "@stead/documents/pdf/templates";
import { drawWithReact } from "./pdf-baseline.ts";
import { benchKinds, documentOf, type BenchKind } from "./pdf-documents.ts";
import { seededChance, shuffled } from "./kit/chance.ts";
import { cpuSecondsOf, ownCpuSeconds } from "./kit/cpu.ts";
import { judge, ratioOf, type Interval } from "./kit/interval.ts";
import { tell, tellResults, type Result } from "./kit/result.ts";
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

const cpuSeconds = () =>
  childrenOf(process.pid).reduce((sum, pid) => sum + cpuSecondsOf(pid), ownCpuSeconds());

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

const chance = seededChance(1);

type Series = Record<Subject, number[]>;

/** CPU seconds for a document of one kind, each round, subjects in random order. */
async function measure(renderer: PdfRenderer, kind: BenchKind): Promise<Series> {
  const series: Series = { typst: [], again: [], react: [] };
  const subjects: readonly Subject[] = ["typst", "again", "react"];
  for (const subject of subjects) await turn(renderer, subject, kind);
  for (let round = 0; round < rounds; round++)
    for (const subject of shuffled(subjects, chance))
      series[subject].push(await turn(renderer, subject, kind));
  return series;
}

const shown = ({ ratio, low, high }: Interval) =>
  `${ratio.toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`;
const added = (left: readonly number[], right: readonly number[]) =>
  right.map((value, at) => value + (left[at] ?? 0));

/** Both engines make the same number of pages of a document, so ratios of CPU are ratios of pages. */
async function comparePages(renderer: PdfRenderer): Promise<Result[]> {
  let all: Series = { typst: [], again: [], react: [] };
  let allPages = 0;
  const rowOf = (name: string, pages: number, { typst, react }: Series): Result => {
    const rate = (series: readonly number[]) => `${(pages / medianOf(series)).toFixed(1)} pages a CPU second`;
    return {
      what: `${name}, ${pages} pages: ${rate(typst)}`,
      baseline: `@react-pdf/renderer, ${rate(react)}`,
      figure: shown(ratioOf(react, typst, chance)),
      goal: "",
      verdict: "told",
    };
  };
  const results: Result[] = [];
  for (const kind of benchKinds) {
    const [typst, react] = [
      await draw(renderer, documentOf(kind, 1)),
      await drawWithReact(documentOf(kind, 1)),
    ];
    const pages = await countPages(typst);
    if (pages !== (await countPages(react)))
      throw new Error(`the engines make different numbers of pages of the ${kind}`);
    const series = await measure(renderer, kind);
    results.push(rowOf(kind, pages, series));
    all = {
      typst: added(all.typst, series.typst),
      again: added(all.again, series.again),
      react: added(all.react, series.react),
    };
    allPages += pages;
  }
  const again: Result = {
    ...rowOf("the same again (A/A)", allPages, all),
    baseline: "itself",
    figure: shown(ratioOf(all.again, all.typst, chance)),
  };
  const verdict = judge(ratioOf(all.react, all.typst, chance), { atLeast: goal });
  return [...results, again, { ...rowOf("one of each", allPages, all), goal: `at least ${goal}x`, verdict }];
}

const rssMb = (pid: number) =>
  (Number(fs.readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4_096) / 1_048_576;

/**
 * Highest memory of the one process that draws, in each hundred documents; the pool may not replace it. Peaks, because
 * between two collections it holds what was drawn.
 */
async function watchMemory(): Promise<Result> {
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
  tell(
    `highest memory in each hundred of ${manyDocuments} documents in one process: ${peaks.map((mb) => mb.toFixed(0)).join(", ")} MiB`,
  );
  return {
    what: `highest memory, second half of ${manyDocuments} documents: ${late.toFixed(0)} MiB`,
    baseline: `first half, ${early.toFixed(0)} MiB`,
    figure: `${(late / early).toFixed(3)}x`,
    goal: "at most 1.1x",
    verdict: late / early <= 1.1 ? "met" : "missed",
  };
}

// One process against one thread: two at once would share the memory and caches of the machine.
const renderer = createPdfRenderer({ processes: 1 });
try {
  const pages = await comparePages(renderer);
  await renderer.close();
  tellResults([...pages, await watchMemory()]);
} finally {
  await renderer.close();
}
