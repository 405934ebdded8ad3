/** The clauses that come with Stead: a plain tenancy of a home. An agency changes them to what its law and habits ask. */
export const defaultLease = {
  title: "Tenancy agreement",
  clauses: [
    {
      heading: "The home",
      body: "{{landlords}}, represented by {{agency}}, lets {{unit}} at {{property}}, {{address}}, to {{tenants}} to live in, together with the fixtures and keys listed at the move-in.",
    },
    {
      heading: "How long",
      body: "The tenancy begins on {{start}}. It ends on {{end}}.\nWhere no end is named, it goes on from period to period until one side gives notice as the law and this agreement ask.",
    },
    {
      heading: "Rent",
      body: "The rent is {{rent}}, payable in advance by day {{due_day}} of each period, by one of the ways named on the invoice and with the reference {{reference}}.\nA first or last period that is not whole is charged in part; the invoice shows how the part was reckoned.",
    },
    {
      heading: "Other charges",
      body: "The tenant pays the charges listed above besides the rent, and what is used of water, power and the like where it is not included.\nEach charge is invoiced before it is due.",
    },
    {
      heading: "Deposit",
      body: "The tenant pays a deposit of {{deposit}} before moving in. It is held apart from other money and belongs to the tenant.\nAt the end it is paid back, less what is owed and what it costs to mend damage beyond fair wear, with a list of each amount kept and why.",
    },
    {
      heading: "Living in the home",
      body: "The tenant\n- keeps the home clean and uses it with care, as a home and for nothing unlawful\n- does not disturb the neighbours\n- asks before making changes, keeping animals, or letting others live there\n- tells the landlord at once about damage and anything unsafe",
    },
    {
      heading: "Repairs",
      body: "The landlord keeps the building, and what supplies water, power and drainage, in good order, and mends what breaks through age or fair wear within a fair time of being told.\nThe tenant mends, or pays for, what they or their guests break.",
    },
    {
      heading: "Visits",
      body: "The landlord may enter to inspect, mend or show the home at a fair time of day and with at least one day's notice, and without notice when life or the building is in danger.",
    },
    {
      heading: "Ending",
      body: "Either side may end the tenancy as the law allows, in writing. The tenant gives back the home empty, clean and with every key, and leaves an address for the final account.",
    },
    {
      heading: "Changes and notices",
      body: "This agreement is changed only in writing by both sides. Notices are given in writing, by letter, by hand or to the e-mail address or telephone that the other side has named.\nWhere a part of this agreement is against the law, the law takes its place and the rest stands.",
    },
  ],
} as const;

/** What may stand in a clause as `{{name}}`, what it means, and how it looks. */
export const leaseVariables = [
  { name: "agency", meaning: "Name of the agency", sample: "Kilima Lettings" },
  { name: "landlords", meaning: "Owners of the property", sample: "Achieng Holdings" },
  { name: "tenants", meaning: "Everybody who rents", sample: "Wanjiku Kamau and Otieno Ouma" },
  { name: "unit", meaning: "The home", sample: "B-12" },
  { name: "property", meaning: "Name of the property", sample: "Acacia Court" },
  { name: "address", meaning: "Address of the property", sample: "Argwings Kodhek Road 8, Nairobi" },
  { name: "start", meaning: "First day", sample: "1 Aug 2026" },
  { name: "end", meaning: "Last day, or words for none", sample: "31 Jul 2027" },
  { name: "rent", meaning: "Rent with currency and period", sample: "KES 30,000.00 a month" },
  { name: "deposit", meaning: "Deposit with currency", sample: "KES 30,000.00" },
  { name: "due_day", meaning: "Day by which rent is due", sample: "5" },
  { name: "reference", meaning: "What tenants write on payments", sample: "KL-0077" },
] as const;

export type LeaseVariable = (typeof leaseVariables)[number]["name"];
