import type { UnitRowDto } from "@stead/contracts/portfolio";
import type { Description } from "@stead/ui/description-list";
import { formatCount, moneyText } from "../../lib/format.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";

/** The facts of a unit that are known. */
export function unitFacts({
  kind,
  beds,
  baths,
  areaSqm,
  marketRentMinor,
  currency,
}: UnitRowDto): Description[] {
  const facts: (Description | false)[] = [
    { term: text.kind, value: text.unitKinds[kind] },
    beds !== null && { term: text.beds, value: formatCount(beds) },
    baths !== null && { term: text.baths, value: formatCount(baths) },
    areaSqm !== null && { term: text.area, value: `${formatCount(areaSqm)} ${text.areaUnit}` },
    { term: text.marketRent, value: moneyText(marketRentMinor, currency) },
  ];
  return facts.filter((fact) => fact !== false);
}
