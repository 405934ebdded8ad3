import {
  CreatePropertyInput,
  CreateUnitInput,
  IdInput,
  ListPropertiesInput,
  ListUnitsInput,
  PropertyDto,
  PropertyPage,
  RentRollDto,
  RentRollInput,
  SetPropertyOwnersInput,
  UnitDto,
  UnitPage,
  UpdatePropertyInput,
  UpdateUnitInput,
} from "@stead/contracts/portfolio";
import {
  createProperty,
  createUnit,
  getProperty,
  getRentRoll,
  getUnit,
  listProperties,
  listUnits,
  setPropertyOwners,
  updateProperty,
  updateUnit,
} from "@stead/services/portfolio";
import { heldUntilChanged } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const portfolioRoutes = {
  listProperties: memberProcedure("portfolio:read", { cache: heldUntilChanged, mayLag: true })
    .input(ListPropertiesInput)
    .output(PropertyPage)
    .query(({ ctx, input }) => listProperties({ ctx: ctx.services, input })),
  getProperty: memberProcedure("portfolio:read")
    .input(IdInput)
    .output(PropertyDto)
    .query(({ ctx, input }) => getProperty({ ctx: ctx.services, input })),
  createProperty: memberProcedure("portfolio:write")
    .input(CreatePropertyInput)
    .output(PropertyDto)
    .mutation(({ ctx, input }) => createProperty({ ctx: ctx.services, input })),
  updateProperty: memberProcedure("portfolio:write")
    .input(UpdatePropertyInput)
    .output(PropertyDto)
    .mutation(({ ctx, input }) => updateProperty({ ctx: ctx.services, input })),
  setPropertyOwners: memberProcedure("portfolio:write")
    .input(SetPropertyOwnersInput)
    .output(PropertyDto)
    .mutation(({ ctx, input }) => setPropertyOwners({ ctx: ctx.services, input })),
  listUnits: memberProcedure("portfolio:read", { cache: heldUntilChanged, mayLag: true })
    .input(ListUnitsInput)
    .output(UnitPage)
    .query(({ ctx, input }) => listUnits({ ctx: ctx.services, input })),
  getUnit: memberProcedure("portfolio:read")
    .input(IdInput)
    .output(UnitDto)
    .query(({ ctx, input }) => getUnit({ ctx: ctx.services, input })),
  createUnit: memberProcedure("portfolio:write")
    .input(CreateUnitInput)
    .output(UnitDto)
    .mutation(({ ctx, input }) => createUnit({ ctx: ctx.services, input })),
  updateUnit: memberProcedure("portfolio:write")
    .input(UpdateUnitInput)
    .output(UnitDto)
    .mutation(({ ctx, input }) => updateUnit({ ctx: ctx.services, input })),
  rentRoll: memberProcedure("portfolio:read", { mayLag: true })
    .input(RentRollInput)
    .output(RentRollDto)
    .query(({ ctx, input }) => getRentRoll({ ctx: ctx.services, input })),
};
