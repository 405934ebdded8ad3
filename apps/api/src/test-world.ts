import { newId } from "@stead/kernel/ids";
import { publicUrl, type Browser, type TestApi } from "./test-api.ts";

/** One property with a lease that was billed, paid in part and amended: an id of every kind. */
export type Estate = {
  propertyId: string;
  unitId: string;
  /** A unit that is free. */
  freeUnitId: string;
  contactId: string;
  leaseId: string;
  draftId: string;
  invoiceId: string;
  paymentId: string;
  allocationId: string;
  writeOffId: string;
  journalId: string;
};

/** What belongs to the agency as a whole. */
export type House = {
  billingRunId: string;
  importId: string;
  exportId: string;
  bulkId: string;
  jobRunId: string;
  memberId: string;
  invitationId: string;
  apiKeyId: string;
  reportRunId: string;
  reportScheduleId: string;
};

const terms = {
  startOn: "2026-01-01",
  endOn: null,
  rentMinor: 3_000_000,
  depositMinor: 3_000_000,
  dueDay: 1,
};

const key = () => ({ idempotencyKey: newId() });

/** Makes an estate by the calls that a person would make. */
export async function buildEstate({ rpc }: Browser, name: string): Promise<Estate> {
  const place = {
    kind: "multifamily" as const,
    addressLine: `${name} Road 1`,
    city: "Nairobi",
    country: "KE",
  };
  const property = await rpc.portfolio.createProperty.mutate({ name, unitCount: 3, ...place });
  const [unit, draftUnit, free] = (await rpc.portfolio.listUnits.query({ propertyId: property.id })).items;
  if (!unit || !draftUnit || !free) throw new Error("the property has no units");
  const contact = await rpc.contacts.create.mutate({ name: `Tenant of ${name}`, roles: ["tenant"] });
  const draft = await rpc.leases.create.mutate({ unitId: draftUnit.id, contactId: contact.id, ...terms });
  const made = await rpc.leases.create.mutate({ unitId: unit.id, contactId: contact.id, ...terms });
  const lease = await rpc.leases.activate.mutate({ id: made.id, version: made.version });
  const charged = await rpc.billing.chargeOnce.mutate({
    leaseId: lease.id,
    kind: "service",
    description: "Keys",
    amountMinor: 5_000,
    dueOn: "2030-01-01",
    ...key(),
  });
  const written = await rpc.billing.writeOffInvoice.mutate({
    invoiceId: charged.id,
    reason: "A gift",
    ...key(),
  });
  const payment = await rpc.payments.record.mutate({
    leaseId: lease.id,
    rail: "cash",
    amountMinor: 1_000_000,
    currency: "KES",
    receivedOn: "2026-02-02",
    ...key(),
  });
  const [invoice] = (await rpc.billing.listInvoices.query({ leaseId: lease.id })).items;
  const [allocation] = payment.allocations;
  const [journal] = payment.journals;
  const [writeOff] = written.writeOffs;
  if (!invoice || !allocation || !journal || !writeOff) throw new Error("the lease has no books");
  return {
    propertyId: property.id,
    unitId: unit.id,
    freeUnitId: free.id,
    contactId: contact.id,
    leaseId: lease.id,
    draftId: draft.id,
    invoiceId: invoice.id,
    paymentId: payment.id,
    allocationId: allocation.id,
    writeOffId: writeOff.id,
    journalId: journal.id,
  };
}

/** Uploads a small file of contacts. */
async function uploadImport(api: TestApi, browser: Browser): Promise<{ id: string; jobRunId: string }> {
  const form = new FormData();
  form.set("file", new Blob(["Name\nAmina\n"], { type: "text/csv" }), "people.csv");
  const headers = { cookie: browser.cookie(), origin: publicUrl };
  const answer = await fetch(`${api.url}/uploads/imports?kind=contacts`, {
    method: "POST",
    headers,
    body: form,
  });
  if (!answer.ok) throw new Error(`the upload was refused: ${await answer.text()}`);
  return (await answer.json()) as { id: string; jobRunId: string };
}

export async function buildHouse(api: TestApi, owner: Browser): Promise<House> {
  const run = await owner.rpc.billing.startRun.mutate({ periodStart: "2026-03-01", ...key() });
  const file = await uploadImport(api, owner);
  const rows = { filters: { sort: "name" as const } };
  const bulk = await owner.rpc.bulk.start.mutate({ kind: "contacts.restore", rows, params: {} });
  const asked = await owner.rpc.exports.create.mutate({ list: "leases", format: "csv", filters: {} });
  const invitation = await owner.rpc.access.inviteMember.mutate({
    email: `invited-${newId()}@example.org`,
    role: "viewer",
  });
  const { apiKey } = await owner.rpc.access.createApiKey.mutate({
    name: "Sync",
    permissions: ["agency:read"],
  });
  const report = await owner.rpc.reports.makeFiles.mutate({
    request: { kind: "rent-roll", params: {} },
    formats: ["csv"],
    ...key(),
  });
  const me = await owner.rpc.access.me.query();
  const schedule = await owner.rpc.reports.createSchedule.mutate({
    ...weekly,
    formats: ["csv"],
    recipientIds: [me.user.id],
    ...key(),
  });
  const [member] = await owner.rpc.access.listMembers.query();
  if (!member) throw new Error("the agency has no member");
  return {
    billingRunId: run.id,
    importId: file.id,
    exportId: asked.id,
    bulkId: bulk.id,
    jobRunId: file.jobRunId,
    memberId: member.id,
    invitationId: invitation.id,
    apiKeyId: apiKey.id,
    reportRunId: report.id,
    reportScheduleId: schedule.id,
  };
}

/** A rent roll every Monday. */
const weekly = {
  name: "Mondays",
  kind: "rent-roll",
  params: {},
  covers: "yesterday",
  cadence: "weekly",
  weekday: 1,
  dayOfMonth: null,
  hour: 6,
  isEnabled: true,
} as const;

const reason = "Because";
const version = 1;

/** For each procedure of members the input that names another's things; null where there is nothing to name. */
export function foreignInputs(estate: Estate, house: House): Record<string, object | null> {
  const {
    propertyId,
    unitId,
    contactId,
    leaseId,
    draftId,
    invoiceId,
    paymentId,
    allocationId,
    writeOffId,
    journalId,
    freeUnitId,
  } = estate;
  const place = { name: "Other", kind: "land", addressLine: "A 1", city: "Nairobi", country: "KE" };
  return {
    "access.cancelInvitation": { invitationId: house.invitationId },
    "access.createApiKey": null,
    "access.inviteMember": null,
    "access.listApiKeys": null,
    "access.listInvitations": null,
    "access.listMembers": null,
    "access.removeMember": { memberId: house.memberId },
    "access.revokeApiKey": { apiKeyId: house.apiKeyId },
    "access.updateMember": { memberId: house.memberId, role: "viewer" },
    "agency.get": null,
    "agency.progress": null,
    "agency.update": null,
    "arrears.list": { propertyId },
    "audit.list": { entityId: leaseId },
    "billing.chargeOnce": {
      leaseId,
      kind: "service",
      description: "Keys",
      amountMinor: 100,
      dueOn: "2030-01-01",
      ...key(),
    },
    "billing.creditInvoice": { invoiceId, amountMinor: 100, reason, ...key() },
    "billing.getInvoice": { id: invoiceId },
    "billing.getRun": { id: house.billingRunId },
    "billing.listInvoices": { leaseId },
    "billing.listRuns": {},
    "billing.previewRun": { periodStart: "2026-05-01" },
    "billing.recoverWriteOff": { writeOffId, reason, ...key() },
    "billing.startRun": { periodStart: "2026-05-01", ...key() },
    "billing.writeOffInvoice": { invoiceId, reason, ...key() },
    "contacts.create": { name: "Somebody Else" },
    "contacts.get": { id: contactId },
    "contacts.list": { propertyId },
    "contacts.statistics": null,
    "contacts.update": { id: contactId, version, name: "Mine" },
    "dashboard.get": {},
    "dashboard.search": { q: "Tenant of" },
    "deposits.get": { id: leaseId },
    "deposits.list": { propertyId },
    "deposits.refund": { leaseId, amountMinor: 1, rail: "cash", reason, ...key() },
    "deposits.totals": { propertyId },
    "deposits.transfer": { fromLeaseId: leaseId, toLeaseId: draftId, amountMinor: 1, reason, ...key() },
    "deposits.withhold": { leaseId, amountMinor: 1, reason, ...key() },
    "documents.leaseClauses": null,
    "documents.letterhead": null,
    "documents.open": { kind: "invoice", id: invoiceId },
    "documents.previewLeaseClauses": { clauses: [{ heading: "Rent", body: "{{rent}}" }], leaseId },
    "documents.saveLeaseClauses": null,
    "documents.updateLetterhead": null,
    "bulk.cancel": { id: house.bulkId },
    "bulk.get": { id: house.bulkId },
    "bulk.list": {},
    "bulk.listRows": { id: house.bulkId },
    "bulk.preview": { source: "leases", filters: { propertyId } },
    "bulk.start": { kind: "leases.end", rows: { ids: [leaseId] }, params: { endedOn: "2026-06-01" } },
    "exports.cancel": { id: house.exportId },
    "exports.create": { list: "leases", format: "csv", filters: { propertyId: estate.propertyId } },
    "exports.get": { id: house.exportId },
    "exports.link": { id: house.exportId },
    "exports.list": {},
    "imports.apply": { id: house.importId },
    "imports.cancel": { id: house.importId },
    "imports.check": { id: house.importId },
    "imports.get": { id: house.importId },
    "imports.list": {},
    "imports.listRows": { id: house.importId },
    "imports.map": { id: house.importId, version, mapping: {} },
    "imports.previewUndo": { id: house.importId },
    "imports.undo": { id: house.importId },
    "jobs.cancel": { id: house.jobRunId },
    "jobs.get": { id: house.jobRunId },
    "jobs.list": {},
    "jobs.retry": { id: house.jobRunId },
    "leases.activate": { id: draftId, version },
    "leases.amend": { id: leaseId, version, effectiveOn: "2026-06-01", reason, rentMinor: 1 },
    "leases.cancel": { id: draftId, version, reason },
    "leases.create": { unitId: freeUnitId, contactId, ...terms },
    "leases.end": { id: leaseId, version, endedOn: "2026-06-30" },
    "leases.get": { id: leaseId },
    "leases.giveNotice": { id: leaseId, version, noticeOn: "2026-05-01", moveOutOn: "2026-06-30" },
    "leases.ledger": { id: leaseId },
    "leases.list": { unitId },
    "leases.previewAmendment": { id: leaseId, version, effectiveOn: "2026-06-01", reason, rentMinor: 1 },
    "leases.previewEnd": { id: leaseId, version, endedOn: "2026-06-30" },
    "leases.previewSchedule": { ...terms, currency: "KES", prorationMethod: "actual" },
    "leases.renew": { id: leaseId, version, startOn: "2027-01-01", endOn: null, rentMinor: 1 },
    "leases.schedule": { id: leaseId },
    "leases.suggest": { unitId },
    "leases.updateDraft": { id: draftId, version, rentMinor: 1 },
    "leases.withdrawNotice": { id: leaseId, version },
    "ledger.getJournal": { id: journalId },
    "ledger.latestProof": null,
    "ledger.listAccounts": null,
    "ledger.listJournals": { leaseId },
    "ledger.listPeriods": {},
    "ledger.postLeaseOpening": { leaseId, occurredOn: "2026-01-01", balanceMinor: 1, ...key() },
    "ledger.postOpening": {
      occurredOn: "2026-01-01",
      currency: "KES",
      lines: [{ accountCode: "1000", amountMinor: 1 }],
      ...key(),
    },
    "ledger.runProof": null,
    "ledger.setPeriod": { month: "2026-01-01", status: "closed", reason },
    "ledger.trialBalance": {},
    "messages.cancelBroadcast": null,
    "messages.createBroadcast": null,
    "messages.createReminderHold": { leaseId, kind: "dispute" },
    "messages.endReminderHold": null,
    "messages.get": null,
    "messages.getBroadcast": null,
    "messages.list": { leaseId },
    "messages.listBroadcasts": {},
    "messages.listReminderHolds": { leaseId },
    "messages.optOuts": { contactId },
    "messages.pauseBroadcast": null,
    "messages.previewBroadcast": null,
    "messages.reminderPolicy": null,
    "messages.resolve": null,
    "messages.resumeBroadcast": null,
    "messages.setOptOut": { contactId, channel: "sms", isOptedOut: true },
    "messages.startBroadcast": null,
    "messages.updateBroadcast": null,
    "messages.updateReminderPolicy": null,
    "notifications.list": {},
    "notifications.preferences": null,
    "notifications.read": null,
    "notifications.unread": null,
    "notifications.updatePreferences": null,
    "payments.allocate": { paymentId, version, allocations: [{ invoiceId, amountMinor: 1 }], ...key() },
    "payments.get": { id: paymentId },
    "payments.list": { leaseId },
    "payments.previewAllocation": { leaseId, amountMinor: 1, currency: "KES" },
    "payments.receipt": { id: paymentId },
    "payments.record": {
      leaseId,
      rail: "cash",
      amountMinor: 1,
      currency: "KES",
      receivedOn: "2026-06-01",
      ...key(),
    },
    "payments.refund": {
      paymentId,
      version,
      source: "credit",
      amountMinor: 1,
      rail: "cash",
      reason,
      ...key(),
    },
    "payments.reverse": { paymentId, version, kind: "mistake", reason, ...key() },
    "payments.reverseAllocation": { allocationId, reason, ...key() },
    "portfolio.createProperty": place,
    "portfolio.createUnit": { propertyId, label: "Mine", marketRentMinor: 1 },
    "portfolio.getProperty": { id: propertyId },
    "portfolio.getUnit": { id: unitId },
    "portfolio.listProperties": { q: "Road" },
    "portfolio.listUnits": { propertyId },
    "portfolio.rentRoll": { propertyId },
    "portfolio.setPropertyOwners": { id: propertyId, version, owners: [] },
    "portfolio.updateProperty": { id: propertyId, version, name: "Mine" },
    "portfolio.updateUnit": { id: unitId, version, label: "Mine" },
    "reports.createLink": { id: house.reportRunId, format: "csv" },
    "reports.createSchedule": {
      ...weekly,
      kind: "tenant-ledger",
      params: { leaseId },
      formats: ["csv"],
      recipientIds: [newId()],
      ...key(),
    },
    "reports.endSchedule": { id: house.reportScheduleId, version },
    "reports.getRun": { id: house.reportRunId },
    "reports.list": null,
    "reports.listPeople": null,
    "reports.listRuns": {},
    "reports.listSchedules": {},
    "reports.makeFiles": {
      request: { kind: "tenant-ledger", params: { leaseId } },
      formats: ["csv"],
      ...key(),
    },
    "reports.show": { request: { kind: "arrears-ageing", params: { propertyId } } },
    "reports.updateSchedule": {
      ...weekly,
      id: house.reportScheduleId,
      version,
      formats: ["csv"],
      recipientIds: [newId()],
    },
  };
}
