import type { UnitRowDto } from "@stead/contracts/portfolio";
import { StatusBadge, type StatusBadgeProps } from "@stead/ui/badge";
import { portfolio as text } from "../../messages/en/portfolio.ts";

type Occupancy = UnitRowDto["occupancy"];

export const occupancyTones: Readonly<Record<Occupancy, NonNullable<StatusBadgeProps["tone"]>>> = {
  occupied: "good",
  notice: "warn",
  vacant: "info",
  unrentable: "bad",
  archived: "neutral",
};

/** What a person calls the state of a unit. */
export function OccupancyBadge({ occupancy }: { readonly occupancy: Occupancy }) {
  return <StatusBadge tone={occupancyTones[occupancy]}>{text.occupancies[occupancy]}</StatusBadge>;
}
