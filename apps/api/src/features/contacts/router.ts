import {
  ContactDto,
  ContactPage,
  ContactStatisticsDto,
  CreateContactInput,
  ListContactsInput,
  UpdateContactInput,
} from "@stead/contracts/contacts";
import { IdInput } from "@stead/contracts/portfolio";
import {
  createContact,
  getContact,
  getContactStatistics,
  listContacts,
  updateContact,
} from "@stead/services/contacts";
import { heldUntilChanged } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const contactsRoutes = {
  list: memberProcedure("contacts:read", { cache: heldUntilChanged, mayLag: true })
    .input(ListContactsInput)
    .output(ContactPage)
    .query(({ ctx, input }) => listContacts({ ctx: ctx.services, input })),
  get: memberProcedure("contacts:read")
    .input(IdInput)
    .output(ContactDto)
    .query(({ ctx, input }) => getContact({ ctx: ctx.services, input })),
  create: memberProcedure("contacts:write")
    .input(CreateContactInput)
    .output(ContactDto)
    .mutation(({ ctx, input }) => createContact({ ctx: ctx.services, input })),
  update: memberProcedure("contacts:write")
    .input(UpdateContactInput)
    .output(ContactDto)
    .mutation(({ ctx, input }) => updateContact({ ctx: ctx.services, input })),
  statistics: memberProcedure("contacts:read", { cache: heldUntilChanged, mayLag: true })
    .output(ContactStatisticsDto)
    .query(({ ctx }) => getContactStatistics({ ctx: ctx.services })),
};
