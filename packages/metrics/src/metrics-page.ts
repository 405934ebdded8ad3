import { definitions, type Definition } from "./definitions.ts";

const kindWords: Readonly<Record<Definition["kind"], string>> = {
  counter: "counter",
  gauge: "gauge",
  distribution: "histogram",
};

/** The page of the docs that explains every metric. */
export function metricsPage(): string {
  const rows = Object.entries(definitions).map(
    ([name, { kind, unit, help, labels }]: [string, Definition]) =>
      `| \`${name}\` | ${kindWords[kind]} | ${unit} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} |`,
  );
  return `# Metrics

Each process tells what it counted since it started at \`/metrics\` of its health port (\`HEALTH_PORT\`), in Prometheus'
text format. A percentile of a histogram is within a hundredth of the exact one before it is cut to the bounds that are
told. A metric has at most 2,000 combinations of labels; what comes beyond them counts under \`other\`. No label holds an
id, a name or an address of a person.

This page is made from \`packages/metrics/src/definitions.ts\`: \`npx pnpm --filter @stead/metrics test -u\`.

| metric | kind | unit | labels | what it says |
|---|---|---|---|---|
${rows.join("\n")}
`;
}
