import type { CreatePropertyInput } from "@stead/contracts/portfolio";
import { createProperty } from "@stead/services/portfolio";
import type { ServiceContext } from "@stead/services/context";
import type { Random } from "./random.ts";
import { inventKenyanProperties, readDevelopments, type Development } from "./sources.ts";
import type { UnitFacts } from "./tenancies.ts";

export type PropertyPlan = { input: CreatePropertyInput; rentMinor: number };

const kindOf: readonly (readonly [RegExp, CreatePropertyInput["kind"]])[] = [
  [/senior|65\+/i, "senior"],
  [/support|disab|veteran|homeless/i, "supportive"],
];

function coordinate(text: string | undefined): number | null {
  return text === undefined || text === "" ? null : Number(text);
}

function fromDevelopment(row: Development, index: number, random: Random): PropertyPlan {
  const latitude = coordinate(row["Latitude"]);
  const longitude = coordinate(row["Longitude"]);
  const isLocated = latitude !== null && longitude !== null;
  return {
    input: {
      code: `CH-${String(index + 1).padStart(3, "0")}`,
      name: row["Property Name"].trim(),
      kind: kindOf.find(([pattern]) => pattern.test(row["Property Type"] ?? ""))?.[1] ?? "multifamily",
      addressLine: (row["Address"] ?? "").trim(),
      city: "Chicago",
      region: row["Community Area Name"] ?? null,
      postcode: row["Zip Code"] ?? null,
      country: "US",
      latitude: isLocated ? latitude : null,
      longitude: isLocated ? longitude : null,
      timeZone: "America/Chicago",
      notes: `Managed by ${row["Management Company"] ?? ""}, ${row["Phone Number"] ?? ""}`,
      unitCount: Number(row.Units),
    },
    rentMinor: random.between(82, 165) * 1_000,
  };
}

/** The developments of the city's file, as many as fit into so many units. */
export function planChicago(random: Random, unitLimit: number | undefined): PropertyPlan[] {
  return readDevelopments(unitLimit).rows.map((row, index) => fromDevelopment(row, index, random));
}

/** Buildings over real wards. */
export function planNairobi(random: Random, unitCount: number): PropertyPlan[] {
  return inventKenyanProperties(random, unitCount).map((property) => ({
    input: {
      code: property.code,
      name: property.name,
      kind: "multifamily",
      addressLine: property.address,
      city: property.ward,
      region: property.county,
      postcode: null,
      country: "KE",
      latitude: null,
      longitude: null,
      timeZone: "Africa/Nairobi",
      notes: null,
      unitCount: property.units,
    },
    rentMinor: property.rentShillings * 100,
  }));
}

const unitsOfProperty = {
  name: "",
  text: `select id, property_id as "propertyId" from units where agency_id = $1 and property_id = $2 order by label, id`,
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

const propertiesTogether = 4;

/** Makes properties and units by the services, and gives each unit its size and market rent. */
export async function writePortfolio(
  ctx: ServiceContext,
  random: Random,
  plans: readonly PropertyPlan[],
  say: (note: string) => void,
): Promise<UnitFacts[]> {
  const made: { id: string; rentMinor: number; place: number }[] = [];
  const waiting = plans.entries();
  await Promise.all(
    Array.from({ length: propertiesTogether }, async () => {
      for (const [place, { input, rentMinor }] of waiting) {
        const property = await createProperty({ ctx, input });
        made.push({ id: property.id, rentMinor, place });
        say(`${made.length} of ${plans.length} properties`);
      }
    }),
  );
  const units: UnitFacts[] = [];
  for (const property of made.toSorted((a, b) => a.place - b.place))
    units.push(...(await rentUnits(ctx, random, property)));
  return units;
}

async function rentUnits(
  ctx: ServiceContext,
  random: Random,
  property: { id: string; rentMinor: number },
): Promise<UnitFacts[]> {
  const rows = await ctx.db.sql<{ id: string; propertyId: string }>(
    unitsOfProperty,
    ctx.agencyId,
    property.id,
  );
  const rounded = (minor: number) => Math.round(minor / 50_000) * 50_000;
  const stepMinor =
    ctx.agency.currency === "KES" ? rounded : (minor: number) => Math.round(minor / 2_500) * 2_500;
  const chosen = rows.map((row) => ({
    ...row,
    size: random.weighted(sizes.map((size) => [size, size.weight] as const)),
  }));
  const rents = chosen.map(({ size }) => stepMinor((property.rentMinor * size.factor) / 100));
  await ctx.db.sql(
    setRents,
    ctx.agencyId,
    chosen.map(({ id }) => id),
    rents,
    chosen.map(({ size }) => size.kind),
    chosen.map(({ size }) => size.beds),
    chosen.map(({ size }) => size.area),
  );
  return chosen.map(({ id, propertyId }, index) => ({
    id,
    propertyId,
    rentMinor: rents[index] ?? 0,
    currency: ctx.agency.currency,
  }));
}
