import { escapeXml } from "./text-cell.ts";

/** Indexes of `cellXfs` in the styles part. */
export const styles = {
  header: 1,
  date: 2,
  instant: 3,
  money0: 4,
  money1: 5,
  money2: 6,
  money3: 7,
  percent: 8,
  title: 9,
} as const;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageTypes = "http://schemas.openxmlformats.org/package/2006";

const customFormats = [
  "yyyy-mm-dd",
  "yyyy-mm-dd hh:mm:ss",
  "#,##0",
  "#,##0.0",
  "#,##0.00",
  "#,##0.000",
  "0.00%",
];
const firstFormatId = 164;

const xf = (formatId: number, fontId = 0) =>
  `<xf numFmtId="${formatId}" fontId="${fontId}" fillId="0" borderId="0" xfId="0"${formatId === 0 ? "" : ' applyNumberFormat="1"'}${fontId === 0 ? "" : ' applyFont="1"'}/>`;

/** The styles part; the order of its formats is that of `styles`. */
function stylesXml(): string {
  const formats = customFormats.map(
    (code, index) => `<numFmt numFmtId="${firstFormatId + index}" formatCode="${escapeXml(code)}"/>`,
  );
  const cells = [xf(0), xf(0, 1), ...customFormats.map((_, index) => xf(firstFormatId + index)), xf(0, 2)];
  return `${declaration}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">${formats.join("")}</numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="14"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${cells.length}">${cells.join("")}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}

/** The parts around the sheets, once their number is known: name in the package and content. */
export function packageParts(sheetNames: readonly string[]): { name: string; xml: string }[] {
  const sheets = sheetNames.map((name, index) => ({ name, number: index + 1 }));
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const contentTypes = `${declaration}<Types xmlns="${packageTypes}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${sheets.map(({ number }) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`).join("")}</Types>`;
  const workbook = `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheets.map(({ name, number }) => `<sheet name="${escapeXml(name).replaceAll('"', "&quot;")}" sheetId="${number}" r:id="rId${number}"/>`).join("")}</sheets></workbook>`;
  const workbookRelations = `${declaration}<Relationships xmlns="${packageTypes}/relationships">${sheets.map(({ number }) => `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`).join("")}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`;
  const packageRelations = `${declaration}<Relationships xmlns="${packageTypes}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
  return [
    { name: "[Content_Types].xml", xml: contentTypes },
    { name: "_rels/.rels", xml: packageRelations },
    { name: "xl/workbook.xml", xml: workbook },
    { name: "xl/_rels/workbook.xml.rels", xml: workbookRelations },
    { name: "xl/styles.xml", xml: stylesXml() },
  ];
}

/** A sheet's name as Excel takes it: at most 31 characters, none of `[]:*?/\`, no apostrophe at the ends. */
export function sheetName(title: string, number: number): string {
  const suffix = number === 1 ? "" : ` ${number}`;
  const plain = title
    .replaceAll(/[[\]:*?/\\]/g, " ")
    .replaceAll(/^'+|'+$/g, "")
    .trim();
  return `${(plain || "Sheet").slice(0, 31 - suffix.length)}${suffix}`;
}

export const sheetStart = (columns: readonly { width: number }[]): string =>
  `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.map(({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join("")}</cols><sheetData>`;

export const sheetEnd = "</sheetData></worksheet>";
