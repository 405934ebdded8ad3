export type Labels = Readonly<Record<string, string>>;

/** One number of a metric. */
export type Sample = { labels: Labels; value: number };

/** A metric with all its numbers. */
export type Family =
  | { name: string; kind: "counter" | "gauge"; help: string; samples: readonly Sample[] }
  | { name: string; kind: "distribution"; help: string; series: readonly Series[] };

/** Of a distribution: how many values are at most each bound, and all of them. */
export type Series = {
  labels: Labels;
  bounds: readonly number[];
  counts: readonly number[];
  count: number;
  sum: number;
};

/** The content type of the text that `expose` writes. */
export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics in Prometheus' text format. Those without a number are left out. */
export function expose(families: readonly Family[]): string {
  return families.map(textOf).join("");
}

function textOf(family: Family): string {
  const { name, kind, help } = family;
  const lines =
    family.kind === "distribution"
      ? family.series.flatMap((series) => linesOf(name, series))
      : family.samples.map(({ labels, value }) => lineOf(name, labels, value));
  if (lines.length === 0) return "";
  const type = kind === "distribution" ? "histogram" : kind;
  const explained = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return `# HELP ${name} ${explained}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;
}

function linesOf(name: string, { labels, bounds, counts, count, sum }: Series): string[] {
  const upTo = (le: string, value: number) => lineOf(`${name}_bucket`, { ...labels, le }, value);
  return [
    ...bounds.map((bound, at) => upTo(String(bound), counts[at] ?? 0)),
    upTo("+Inf", count),
    lineOf(`${name}_sum`, labels, sum),
    lineOf(`${name}_count`, labels, count),
  ];
}

function lineOf(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escape(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${numberText(value)}`;
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
