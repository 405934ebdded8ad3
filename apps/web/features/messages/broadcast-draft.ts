import type { BroadcastDto, BroadcastFilter, CreateBroadcastInput } from "@stead/contracts/messages";

/** A message to many as its form holds it. */
export type BroadcastDraft = {
  name: string;
  channel: CreateBroadcastInput["channel"];
  subject: string;
  body: string;
  perMinute: number | null;
  leaseStatuses: BroadcastFilter["leaseStatuses"];
  properties: readonly { id: string; name: string }[];
  /** As typed: commas between them. */
  cities: string;
  unitKinds: NonNullable<BroadcastFilter["unitKinds"]>;
  minDaysOverdue: number | null;
  minBalanceMinor: number | null;
  balanceCurrency: string;
  startsFrom: string | null;
  startsTo: string | null;
  endsFrom: string | null;
  endsBefore: string | null;
};

/** An empty form; amounts are in the agency's currency until another is chosen. */
export function newBroadcast(currency: string): BroadcastDraft {
  return {
    name: "",
    channel: "email_else_sms",
    subject: "",
    body: "",
    perMinute: null,
    leaseStatuses: ["active", "notice"],
    properties: [],
    cities: "",
    unitKinds: [],
    minDaysOverdue: null,
    minBalanceMinor: null,
    balanceCurrency: currency,
    startsFrom: null,
    startsTo: null,
    endsFrom: null,
    endsBefore: null,
  };
}

/** The form over a broadcast that was saved. */
export function draftOf({ filter, ...saved }: BroadcastDto, currency: string): BroadcastDraft {
  const { name, channel, subject, body, perMinute, properties } = saved;
  return {
    name,
    channel,
    subject,
    body,
    perMinute,
    properties,
    leaseStatuses: filter.leaseStatuses,
    cities: (filter.cities ?? []).join(", "),
    unitKinds: filter.unitKinds ?? [],
    minDaysOverdue: filter.minDaysOverdue ?? null,
    minBalanceMinor: filter.minBalance?.amountMinor ?? null,
    balanceCurrency: filter.minBalance?.currency ?? currency,
    startsFrom: filter.startsFrom ?? null,
    startsTo: filter.startsTo ?? null,
    endsFrom: filter.endsFrom ?? null,
    endsBefore: filter.endsBefore ?? null,
  };
}

/** The words and the audience: what a preview needs. Conditions that are not set are left out. */
export function textsOf(
  draft: BroadcastDraft,
): Pick<CreateBroadcastInput, "channel" | "subject" | "body" | "filter"> {
  const { channel, subject, body, leaseStatuses, properties, unitKinds, minBalanceMinor } = draft;
  const cities = draft.cities.split(",").flatMap((city) => city.trim() || []);
  return {
    channel,
    subject,
    body,
    filter: {
      leaseStatuses,
      ...(properties.length > 0 && { propertyIds: properties.map(({ id }) => id) }),
      ...(cities.length > 0 && { cities }),
      ...(unitKinds.length > 0 && { unitKinds }),
      ...(draft.minDaysOverdue !== null && { minDaysOverdue: draft.minDaysOverdue }),
      ...(minBalanceMinor && {
        minBalance: { amountMinor: minBalanceMinor, currency: draft.balanceCurrency },
      }),
      ...(draft.startsFrom && { startsFrom: draft.startsFrom }),
      ...(draft.startsTo && { startsTo: draft.startsTo }),
      ...(draft.endsFrom && { endsFrom: draft.endsFrom }),
      ...(draft.endsBefore && { endsBefore: draft.endsBefore }),
    },
  };
}
