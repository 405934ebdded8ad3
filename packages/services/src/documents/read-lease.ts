import type { LeaseDto } from "@stead/contracts/leases";
import type { LeaseData, Party, Place } from "@stead/documents/pdf/data";
import { day, moneyText } from "@stead/documents/pdf/formats";
import { en } from "@stead/documents/pdf/texts/en";
import type { ServiceContext } from "../context/index.ts";
import { getLease } from "../leases/index.ts";
import { readHome, readSender, toParty, type ContactRow } from "./queries.ts";
import { readClauses } from "./rows.ts";
import { fillClauses, listNames, type ClauseWords } from "./rules.ts";

type PersonRow = ContactRow & { role: string };

const people = {
  name: "document_lease_people",
  text: `select 'landlord' as role, c.name, null as address, null as phone, null as email, o.share_ppm as rank
    from leases l join property_owners o on o.agency_id = $1 and o.property_id = l.property_id
    join contacts c on c.agency_id = $1 and c.id = o.contact_id
    where l.agency_id = $1 and l.id = $2
    union all
    select q.role, c.name, c.address, c.phone, c.email, case when c.id = l.contact_id then 1 else 0 end
    from leases l join lease_parties q on q.agency_id = $1 and q.lease_id = l.id
    join contacts c on c.agency_id = $1 and c.id = q.contact_id
    where l.agency_id = $1 and l.id = $2 and q.role in ('tenant', 'guarantor')
    order by rank desc, name`,
};

type LeasePeople = { landlords: Party[]; tenants: Party[]; guarantors: Party[] };

async function readPeople(ctx: ServiceContext, leaseId: string, tenant: Party): Promise<LeasePeople> {
  const rows = await ctx.db.sql<PersonRow>(people, ctx.agencyId, leaseId);
  const of = (role: string) => rows.filter((row) => row.role === role).map(toParty);
  const landlords = of("landlord");
  const tenants = of("tenant");
  return {
    landlords: landlords.length > 0 ? landlords : [{ name: ctx.agency.name, lines: [] }],
    tenants: tenants.length > 0 ? tenants : [tenant],
    guarantors: of("guarantor"),
  };
}

type Facts = { ctx: ServiceContext; lease: LeaseDto; place: Place; people: LeasePeople };

function wordsOf({ ctx, lease, place, people: { landlords, tenants } }: Facts): ClauseWords {
  const names = (parties: readonly Party[]) => listNames(parties.map(({ name }) => name));
  return {
    agency: ctx.agency.name,
    landlords: names(landlords),
    tenants: names(tenants),
    unit: place.unitLabel,
    property: place.propertyName,
    address: place.address,
    start: day(lease.startOn),
    end: lease.endOn === null ? en.lease.noEnd : day(lease.endOn),
    rent: en.lease.monthly(moneyText(lease.rentMinor, lease.currency)),
    deposit: moneyText(lease.depositMinor, lease.currency),
    due_day: String(lease.dueDay),
    reference: lease.reference,
  };
}

/** What may stand in the clauses of a lease, in the words of that lease. */
export async function readClauseWords(ctx: ServiceContext, leaseId: string): Promise<ClauseWords> {
  const lease = await getLease({ ctx, input: { id: leaseId } });
  const { place, tenant } = await readHome(ctx, { leaseId });
  return wordsOf({ ctx, lease, place, people: await readPeople(ctx, leaseId, tenant) });
}

function termsOf(lease: LeaseDto, words: ClauseWords): LeaseData["terms"] {
  const { labels } = en.lease;
  return [
    { label: labels.start, value: words.start },
    { label: labels.end, value: words.end },
    { label: labels.dueDay, value: words.due_day },
    { label: labels.rent, value: words.rent },
    { label: labels.deposit, value: words.deposit },
    { label: labels.reference, value: lease.reference },
  ];
}

const bindingStatuses: readonly LeaseDto["status"][] = ["active", "notice", "ended"];

/** What the PDF of a lease says, with the newest clauses of the agency. */
export async function readLeaseLetter(ctx: ServiceContext, id: string): Promise<LeaseData> {
  const lease = await getLease({ ctx, input: { id } });
  const [{ letterhead }, home, clauses] = await Promise.all([
    readSender(ctx),
    readHome(ctx, { leaseId: id }),
    readClauses(ctx.db.sql, ctx.agencyId),
  ]);
  const parties = await readPeople(ctx, id, home.tenant);
  const words = wordsOf({ ctx, lease, place: home.place, people: parties });
  return {
    letterhead,
    ...parties,
    number: lease.number,
    reference: lease.reference,
    isDraft: !bindingStatuses.includes(lease.status),
    title: clauses.title,
    place: home.place,
    terms: termsOf(lease, words),
    items: lease.items.map(({ description, frequency, amountMinor, taxPpm }) => ({
      description,
      frequency,
      amountMinor,
      taxPpm,
    })),
    currency: lease.currency,
    clauses: fillClauses(clauses.clauses, words),
    clausesVersion: clauses.version,
  };
}
