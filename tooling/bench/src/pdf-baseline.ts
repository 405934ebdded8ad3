import { createRequire } from "node:module";
import path from "node:path";
import { presentFields, type RenderRequest } from "@stead/documents/pdf/templates";
import { Document, Font, Page, StyleSheet, Text, View, renderToBuffer } from "@react-pdf/renderer";
import { createElement as h, type ReactElement, type ReactNode } from "react";
import { z } from "zod";

/**
 * The same documents with @react-pdf/renderer: the same words, typeface, table columns and page numbers. Fonts are read
 * once and words are never hyphenated, which is how it is fastest.
 */
const require = createRequire(import.meta.url);
const fonts = path.dirname(require.resolve("@expo-google-fonts/inter/package.json"));
const font = (weight: string) => path.join(fonts, weight, `Inter_${weight}.ttf`);
Font.register({
  family: "Inter",
  fonts: [
    { src: font("400Regular"), fontWeight: 400 },
    { src: font("500Medium"), fontWeight: 500 },
    { src: font("600SemiBold"), fontWeight: 600 },
  ],
});
Font.registerHyphenationCallback((word) => [word]);

const hairline = "#d9dfdd";
const styles = StyleSheet.create({
  page: { fontFamily: "Inter", fontSize: 9.5, paddingHorizontal: 57, paddingTop: 51, paddingBottom: 57 },
  row: {
    flexDirection: "row",
    gap: 9,
    borderBottomWidth: 0.5,
    borderBottomColor: hairline,
    paddingVertical: 4,
  },
  between: { flexDirection: "row", justifyContent: "space-between", marginBottom: 10 },
  tight: {
    flexDirection: "row",
    gap: 9,
    borderBottomWidth: 0.5,
    borderBottomColor: hairline,
    paddingVertical: 2.6,
    fontSize: 8,
  },
  heading: { fontSize: 19, fontWeight: 600 },
  strong: { fontWeight: 600 },
  part: { marginBottom: 6, lineHeight: 1.4 },
  small: { fontSize: 8, color: "#5f6c68" },
  grow: { flex: 1 },
  number: { width: 80, textAlign: "right" },
  date: { width: 62 },
  panel: { backgroundColor: "#f3f6f5", padding: 11, marginTop: 12 },
  foot: {
    position: "absolute",
    bottom: 28,
    left: 57,
    right: 57,
    fontSize: 7.5,
    flexDirection: "row",
    justifyContent: "space-between",
  },
});

type Style = (typeof styles)[keyof typeof styles];

const Address = z.object({ name: z.string(), lines: z.array(z.string()) });
const Pair = z.object({ label: z.string(), value: z.string() });
const Pay = z.object({ heading: z.string(), lines: z.array(z.string()) });
const Head = z.object({
  title: z.string(),
  author: z.string(),
  letterhead: z.array(z.string()),
  heading: z.string(),
  footer: z.string(),
});

const text = (value: string, ...style: Style[]) => h(Text, { style }, value);
const stack = (...children: ReactNode[]) => h(View, null, ...children);
const address = ({ name, lines }: z.infer<typeof Address>) =>
  stack(text(name, styles.strong), ...lines.map((line) => text(line)));
const pairs = (values: z.infer<typeof Pair>[]) =>
  h(
    View,
    { style: styles.between },
    ...values.map(({ label, value }) => stack(text(label, styles.small), text(value))),
  );
const sums = (values: z.infer<typeof Pair>[]) =>
  values.map(({ label, value }) =>
    h(View, { style: styles.between, wrap: false }, text(label), text(value, styles.strong)),
  );
const panel = ({ heading, lines }: z.infer<typeof Pay>) =>
  h(
    View,
    { style: styles.panel, wrap: false },
    text(heading, styles.strong),
    ...lines.map((line) => text(line)),
  );
const row = (cells: readonly (string | ReactElement)[], columns: readonly Style[], isHead = false) =>
  h(
    View,
    { style: styles.row, wrap: false, fixed: isHead },
    ...cells.map((cell, at) =>
      typeof cell === "string"
        ? text(cell, columns[at] ?? styles.grow)
        : h(View, { style: columns[at] ?? styles.grow }, cell),
    ),
  );

function letter(fields: z.infer<typeof Head>, ...body: ReactNode[]): ReactElement<object> {
  const head = h(
    View,
    { style: styles.between },
    text(fields.author, styles.strong),
    stack(...fields.letterhead.map((line) => text(line, styles.small))),
  );
  const pageNumber = ({ pageNumber: page, totalPages }: { pageNumber: number; totalPages: number }) =>
    `Page ${page} of ${totalPages}`;
  const foot = h(
    View,
    { style: styles.foot, fixed: true },
    text(fields.footer),
    h(Text, { render: pageNumber }),
  );
  const page = h(
    Page,
    { size: "A4", style: styles.page },
    head,
    text(fields.heading, styles.heading),
    ...body,
    foot,
  );
  return h(Document, { title: fields.title, author: fields.author }, page);
}

const Invoice = Head.extend({
  billTo: Address,
  facts: z.array(Pair),
  head: z.array(z.string()),
  totals: z.array(Pair),
  pay: Pay,
  lines: z.array(
    z.object({
      description: z.string(),
      period: z.string(),
      steps: z.array(z.string()),
      amounts: z.array(z.string()),
    }),
  ),
});

function invoice(fields: z.infer<typeof Invoice>): ReactElement<object> {
  const columns = [styles.grow, styles.number, styles.number, styles.number];
  const rows = fields.lines.map((line) =>
    row(
      [
        stack(
          text(`${line.description}  ${line.period}`),
          ...line.steps.map((step) => text(step, styles.small)),
        ),
        ...line.amounts,
      ],
      columns,
    ),
  );
  return letter(
    fields,
    address(fields.billTo),
    pairs(fields.facts),
    row(fields.head, columns, true),
    ...rows,
    ...sums(fields.totals),
    panel(fields.pay),
  );
}

const Statement = Head.extend({
  tenant: Address,
  facts: z.array(Pair),
  head: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  totals: z.array(Pair),
  pay: Pay,
  ageing: z.object({ heading: z.string(), head: z.array(z.string()), values: z.array(z.string()) }),
});

function statement(fields: z.infer<typeof Statement>): ReactElement<object> {
  const columns = [styles.date, styles.grow, styles.number, styles.number, styles.number];
  const ages = Array.from({ length: 5 }, () => styles.grow);
  return letter(
    fields,
    address(fields.tenant),
    pairs(fields.facts),
    row(fields.head, columns, true),
    ...fields.rows.map((cells) => row(cells, columns)),
    ...sums(fields.totals),
    text(fields.ageing.heading, styles.strong),
    row(fields.ageing.head, ages),
    row(fields.ageing.values, ages),
    panel(fields.pay),
  );
}

const Lease = Head.extend({
  parties: z.array(Address),
  terms: z.array(Pair),
  items: z.array(z.array(z.string())),
  itemsHead: z.array(z.string()),
  clauses: z.array(
    z.object({ heading: z.string(), parts: z.array(z.object({ isPoint: z.boolean(), text: z.string() })) }),
  ),
  signing: z.object({ people: z.array(z.object({ name: z.string(), role: z.string() })) }),
});

function lease(fields: z.infer<typeof Lease>): ReactElement<object> {
  const columns = [styles.grow, styles.grow, styles.number];
  const clauses = fields.clauses.flatMap(({ heading, parts }, index) => [
    text(`${index + 1}. ${heading}`, styles.strong),
    ...parts.map((part) => text(part.isPoint ? `• ${part.text}` : part.text, styles.part)),
  ]);
  const people = fields.signing.people.map(({ name, role }) =>
    stack(text("____________________"), text(name, styles.strong), text(role, styles.small)),
  );
  return letter(
    fields,
    h(View, { style: styles.between }, ...fields.parties.map(address)),
    pairs(fields.terms),
    row(fields.itemsHead, columns),
    ...fields.items.map((cells) => row(cells, columns)),
    ...clauses,
    h(View, { style: styles.between }, ...people),
  );
}

const Report = Head.extend({
  facts: z.array(Pair),
  head: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  foot: z.array(z.string()),
  widths: z.array(z.number()),
  aligns: z.array(z.enum(["left", "right"])),
});

function report(fields: z.infer<typeof Report>): ReactElement<object> {
  const columns = fields.widths.map((flexGrow, at) => ({
    flexGrow,
    flexBasis: 0,
    textAlign: fields.aligns[at] ?? "left",
  }));
  const line = (cells: readonly string[], isHead = false) =>
    h(
      View,
      { style: styles.tight, wrap: false, fixed: isHead },
      ...cells.map((cell, at) => h(Text, { style: columns[at] ?? {} }, cell)),
    );
  const rows = [...fields.rows, fields.foot].map((cells) => line(cells));
  return letter(fields, pairs(fields.facts), line(fields.head, true), ...rows);
}

/** Draws a document of the benchmark with @react-pdf/renderer. */
export function drawWithReact(request: RenderRequest): Promise<Buffer> {
  const fields = presentFields(request);
  if (request.template === "invoice") return renderToBuffer(invoice(Invoice.parse(fields)));
  if (request.template === "statement") return renderToBuffer(statement(Statement.parse(fields)));
  if (request.template === "table-report") return renderToBuffer(report(Report.parse(fields)));
  return renderToBuffer(lease(Lease.parse(fields)));
}
