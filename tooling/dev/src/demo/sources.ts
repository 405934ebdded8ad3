import fs from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import type { Random } from "./random.ts";

const dataDirectory = path.resolve(import.meta.dirname, "../../data");

/** A row of the city's file, as published. */
export type Development = Record<string, string> & { "Property Name": string; Units: string };

export type DevelopmentFile = { columns: string[]; rows: Development[] };

/** A slice of the file leaves the large developments out, so that it has many rows. Its first row stays: it has no place. */
const largestInSlice = 40;

/** The developments of the city's file, in its order; all 488 when `unitLimit` is not set, else smaller ones that fit. */
export function readDevelopments(unitLimit = Number.POSITIVE_INFINITY): DevelopmentFile {
  const text = fs.readFileSync(
    path.join(dataDirectory, "chicago-affordable-rental-housing-developments.csv"),
    "utf8",
  );
  const all: Development[] = parse(text, { columns: true, bom: true, skip_empty_lines: true });
  let units = 0;
  const isWhole = unitLimit === Number.POSITIVE_INFINITY;
  const rows = all.filter((row) => {
    if (!isWhole && Number(row.Units) > largestInSlice) return false;
    if (units + Number(row.Units) > unitLimit) return false;
    units += Number(row.Units);
    return true;
  });
  return { columns: Object.keys(all[0] ?? {}), rows };
}

export function unitsOf(rows: readonly Development[]): number {
  return rows.reduce((sum, row) => sum + Number(row.Units), 0);
}

/** Any table as CSV text. */
export function toCsv(columns: readonly string[], rows: readonly Record<string, string | number>[]): string {
  const cell = (value: string | number | undefined) => {
    const text = String(value ?? "");
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [
    columns.map(cell).join(","),
    ...rows.map((row) => columns.map((column) => cell(row[column])).join(",")),
  ].join("\n");
}

type County = { county_name: string; constituencies: { constituency_name: string; wards: string[] }[] };

/** Counties where the Kenyan agency lets, with how much of its portfolio is there and the towns' rent level. */
const markets = [
  { county: "Nairobi", weight: 60, rentShillings: 32_000 },
  { county: "Kiambu", weight: 18, rentShillings: 21_000 },
  { county: "Mombasa", weight: 10, rentShillings: 24_000 },
  { county: "Nakuru", weight: 7, rentShillings: 16_000 },
  { county: "Kisumu", weight: 5, rentShillings: 15_000 },
] as const;

const buildingWords = ["Court", "Heights", "Apartments", "Gardens", "Plaza", "Villas", "Residency", "Towers"];
const treeWords = [
  "Jacaranda",
  "Acacia",
  "Baobab",
  "Mvuli",
  "Mkuyu",
  "Cedar",
  "Bamboo",
  "Mango",
  "Tamarind",
  "Olive",
  "Palm",
  "Fig",
];

function readCounties(): County[] {
  return JSON.parse(
    fs.readFileSync(path.join(dataDirectory, "kenya-counties-constituencies-wards.json"), "utf8"),
  ) as County[];
}

export type KenyanProperty = {
  code: string;
  name: string;
  address: string;
  ward: string;
  county: string;
  units: number;
  rentShillings: number;
};

/** Buildings over the real wards of five counties, until there are `unitCount` units. */
export function inventKenyanProperties(random: Random, unitCount: number): KenyanProperty[] {
  const counties = readCounties();
  const properties: KenyanProperty[] = [];
  let left = unitCount;
  while (left > 0) {
    const market = random.weighted(markets.map((candidate) => [candidate, candidate.weight] as const));
    const county = counties.find((candidate) => candidate.county_name.startsWith(market.county));
    if (!county) throw new Error(`the wards' file lacks the county ${market.county}`);
    const constituency = random.pick(county.constituencies);
    const ward = random.pick(constituency.wards);
    const units = Math.min(left, random.between(6, 48));
    left -= units;
    properties.push({
      code: `NB-${String(properties.length + 1).padStart(3, "0")}`,
      name: `${random.pick(treeWords)} ${random.pick(buildingWords)} ${ward}`,
      address: `${random.between(1, 180)} ${ward} Road, ${constituency.constituency_name}`,
      ward,
      county: county.county_name,
      units,
      rentShillings: market.rentShillings,
    });
  }
  return properties;
}
