import { optional, required, type Draft } from "./describe-fields.ts";
import { amount, currency, date, email, integer, phone, text } from "./read-cell.ts";

/** The columns of a file of leases. */
export const leaseFields = {
  property: required(text(200), {
    label: "Property",
    help: "Its code, or its name where only one has it",
    example: "SUN-1",
    names: ["property code", "property name", "building", "building code"],
  }),
  unit: required(text(60), {
    label: "Unit",
    example: "A1",
    names: ["unit label", "unit number", "unit no", "unit name", "door", "house number", "apartment", "flat"],
  }),
  tenantName: optional(text(200), {
    label: "Tenant",
    help: "Made as a contact when there is none",
    example: "Wanjiku Kamau",
    names: ["tenant name", "name", "lessee", "resident", "renter"],
  }),
  tenantEmail: optional(email, {
    label: "Tenant's e-mail",
    example: "wanjiku@example.org",
    names: ["tenant email", "email", "e-mail", "email address"],
  }),
  tenantPhone: optional(phone, {
    label: "Tenant's phone",
    example: "0712 345 678",
    names: ["tenant phone", "phone", "mobile", "phone number", "telephone", "msisdn"],
  }),
  startOn: required(date, {
    label: "Start",
    example: "2026-01-01",
    names: [
      "start date",
      "lease start",
      "from",
      "move in",
      "move-in date",
      "commencement",
      "begin date",
      "start on",
    ],
  }),
  endOn: optional(date, {
    label: "End of the term",
    help: "Empty when it runs on until notice",
    example: "2026-12-31",
    names: ["end", "end date", "lease end", "to", "expiry", "expiry date", "until", "end on"],
  }),
  rent: required(amount, {
    label: "Rent",
    help: "A month",
    example: "32,000",
    names: ["monthly rent", "rent amount", "current rent", "rent per month"],
  }),
  deposit: optional(amount, {
    label: "Deposit",
    help: "As agreed; what is held comes with the opening balances",
    example: "32,000",
    names: ["security deposit", "deposit amount"],
  }),
  currency: optional(currency, {
    label: "Currency",
    help: "The unit's when left out",
    example: "KES",
    names: ["ccy"],
  }),
  dueDay: optional(integer(1, 31), {
    label: "Due day",
    help: "Of the month; the agency's when left out",
    example: "5",
    names: ["rent due day", "payment day", "due on"],
  }),
  reference: optional(text(40), {
    label: "Payment reference",
    help: "What tenants write on payments; made when left out",
    example: "A1-KAMAU",
    names: ["reference", "account reference", "account number", "pay reference"],
  }),
  externalRef: optional(text(100), {
    label: "Lease number",
    help: "Its number in the system the file comes from",
    example: "LS-0042",
    names: ["external ref", "lease id", "contract number", "lease ref", "agreement number"],
  }),
  billFromOn: optional(date, {
    label: "Bill from",
    help: "This month when left out; what was owed before comes with the opening balances",
    example: "2026-12-01",
    names: ["billing start", "bill from on", "first billing date"],
  }),
};

export type LeaseDraft = Draft<typeof leaseFields>;
