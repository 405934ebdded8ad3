import type { FileStore } from "@stead/kernel/files";
import type { ServiceContext } from "@stead/services/context";
import { importPortfolio, type ImportFacts, type PortfolioFile } from "./import-portfolio.ts";
import type { Random } from "./random.ts";
import { inventKenyanProperties, readDevelopments, toCsv } from "./sources.ts";
import type { UnitFacts } from "./tenancies.ts";

/** A file of properties with the level of rents of each of its rows, in minor units. */
export type PortfolioPlan = { file: PortfolioFile; rentsMinor: number[] };

/** The developments of the city's file as they are, as many rows as fit into so many units. */
export function planChicago(random: Random, unitLimit: number | undefined): PortfolioPlan {
  const { columns, rows } = readDevelopments(unitLimit);
  return {
    file: {
      name: "affordable-rental-housing-developments.csv",
      content: toCsv(columns, rows),
      mapping: { city: "=Chicago", region: "Community Area Name", notes: "Management Company" },
    },
    rentsMinor: rows.map(() => random.between(82, 165) * 1_000),
  };
}

/** Buildings over real wards, as a list that the agency kept. */
export function planNairobi(random: Random, unitCount: number): PortfolioPlan {
  const properties = inventKenyanProperties(random, unitCount);
  const rows = properties.map(({ code, name, address, ward, county, units }) => ({
    Code: code,
    Building: name,
    Address: address,
    Town: ward,
    County: county,
    Units: units,
  }));
  return {
    file: {
      name: "buildings.csv",
      content: toCsv(Object.keys(rows[0] ?? {}), rows),
      mapping: { name: "Building", city: "Town", region: "County" },
    },
    rentsMinor: properties.map(({ rentShillings }) => rentShillings * 100),
  };
}

// The header is the file's first row.
const unitsInOrder = {
  name: "",
  text: `select u.id, u.property_id as "propertyId", p.import_row - 2 as place from properties p
    join units u on u.agency_id = $1 and u.property_id = p.id where p.agency_id = $1 order by p.import_row, u.label, u.id`,
};
const setRents = {
  name: "",
  text: `update units u set market_rent_minor = r.rent, kind = r.kind, beds = r.beds, area_sqm = r.area
    from unnest($2::uuid[], $3::bigint[], $4::text[], $5::int[], $6::int[]) as r (id, rent, kind, beds, area)
    where u.agency_id = $1 and u.id = r.id`,
};

const sizes = [
  { kind: "studio", beds: 0, area: 38, factor: 72, weight: 18 },
  { kind: "apartment", beds: 1, area: 55, factor: 90, weight: 38 },
  { kind: "apartment", beds: 2, area: 78, factor: 112, weight: 32 },
  { kind: "apartment", beds: 3, area: 102, factor: 138, weight: 12 },
] as const;

export type WrittenPortfolio = { imported: ImportFacts; units: UnitFacts[] };

/** Imports properties with their units, and gives each unit its size and market rent. */
export async function writePortfolio(
  ctx: ServiceContext,
  files: FileStore,
  random: Random,
  { file, rentsMinor }: PortfolioPlan,
  say: (note: string) => void,
): Promise<WrittenPortfolio> {
  const imported = await importPortfolio(ctx, files, file, say);
  return { imported, units: await rentUnits(ctx, random, rentsMinor) };
}

async function rentUnits(
  ctx: ServiceContext,
  random: Random,
  rentsMinor: readonly number[],
): Promise<UnitFacts[]> {
  const rows = await ctx.db.sql<{ id: string; propertyId: string; place: number }>(
    unitsInOrder,
    ctx.agencyId,
  );
  const { currency } = ctx.agency;
  const stepMinor = currency === "KES" ? 50_000 : 2_500;
  const chosen = rows.map(({ place, ...unit }) => {
    const size = random.weighted(sizes.map((candidate) => [candidate, candidate.weight] as const));
    const exactMinor = ((rentsMinor[place] ?? 0) * size.factor) / 100;
    return { ...unit, size, rentMinor: Math.round(exactMinor / stepMinor) * stepMinor };
  });
  await ctx.db.sql(
    setRents,
    ctx.agencyId,
    chosen.map(({ id }) => id),
    chosen.map(({ rentMinor }) => rentMinor),
    chosen.map(({ size }) => size.kind),
    chosen.map(({ size }) => size.beds),
    chosen.map(({ size }) => size.area),
  );
  return chosen.map(({ id, propertyId, rentMinor }) => ({ id, propertyId, rentMinor, currency }));
}
