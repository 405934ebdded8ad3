import { newId } from "@stead/kernel/ids";
import { publicUrl, type Browser, type TestApi } from "./test-api.ts";
import { terms, weekly } from "./test-terms.ts";

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
  collectionId: string;
  refundId: string;
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
  railAccountId: string;
  inboundEventId: string;
  bankFileId: string;
  bankAccountId: string;
  statementId: string;
  statementLineId: string;
  dayProofId: string;
  disputeId: string;
};

const key = () => ({ idempotencyKey: newId() });

/** Makes an estate by the calls that a person would make. */
export async function buildEstate({ rpc }: Browser, name: string): Promise<Estate> {
  const railAccountId = await openRailAccount(rpc);
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
  const collection = await rpc.collecting.start.mutate({
    leaseId: lease.id,
    railAccountId,
    amountMinor: 100_000,
    phone: "+254700000001",
    ...key(),
  });
  const kept = await rpc.payments.record.mutate({
    leaseId: lease.id,
    rail: "cash",
    amountMinor: 1_000,
    currency: "KES",
    receivedOn: "2026-02-03",
    allocations: [],
    ...key(),
  });
  const refund = await rpc.disbursements.requestRefund.mutate({
    paymentId: kept.id,
    version: kept.version,
    source: "credit",
    amountMinor: 1_000,
    reason: "Paid too much",
    destination: { way: "bank_file", to: bankAccount },
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
    collectionId: collection.id,
    refundId: refund.id,
  };
}

/** Some account with a bank. */
export const bankAccount = { name: "Somebody", account: "0102030405", bankCode: "01100" };

/** The agency's paybill; M-Pesa itself is out of reach of this process. */
async function openRailAccount(rpc: Browser["rpc"]): Promise<string> {
  const [known] = (await rpc.rails.list.query({})).items;
  if (known) return known.id;
  const made = await rpc.rails.create.mutate({
    rail: "mpesa",
    account: "600100",
    label: "Paybill",
    currency: "KES",
    settings: { kind: "paybill", consumerKey: "key", consumerSecret: "secret", passkey: "passkey" },
  });
  return made.id;
}

/** Calls the paybill's address as M-Pesa would. */
async function tellOfMoney(api: TestApi, owner: Browser, railAccountId: string): Promise<string> {
  const { url } = await owner.rpc.rails.callbackAddress.query({ id: railAccountId });
  const body = {
    TransactionType: "Pay Bill",
    TransID: "RKTQDM7W6S",
    TransTime: "20260602101010",
    TransAmount: "10.00",
    BusinessShortCode: "600100",
    BillRefNumber: "unknown",
    MSISDN: "2547 ***** 126",
    FirstName: "A",
  };
  const answer = await fetch(`${url.replace(`${publicUrl}/api`, api.url)}/c2b-confirmation`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the callback was refused: ${await answer.text()}`);
  const [event] = (await owner.rpc.collecting.listEvents.query({})).items;
  if (!event) throw new Error("the callback was not stored");
  return event.id;
}

/** Uploads a small file of contacts. */
function uploadImport(api: TestApi, browser: Browser): Promise<{ id: string; jobRunId: string }> {
  return upload(api, browser, "imports?kind=contacts", "Name\nAmina\n");
}

async function upload(
  api: TestApi,
  browser: Browser,
  door: string,
  text: string,
): Promise<{ id: string; jobRunId: string }> {
  const form = new FormData();
  form.set("file", new Blob([text], { type: "text/csv" }), "upload.csv");
  const headers = { cookie: browser.cookie(), origin: publicUrl };
  const answer = await fetch(`${api.url}/uploads/${door}`, {
    method: "POST",
    headers,
    body: form,
  });
  if (!answer.ok) throw new Error(`the upload was refused: ${await answer.text()}`);
  return (await answer.json()) as { id: string; jobRunId: string };
}

/** A statement of the agency's bank, with one line that waits. */
async function bringStatement(api: TestApi, { rpc, ...owner }: Browser) {
  const account = { label: "Client account", number: "0110012345", currency: "KES" };
  const { id: bankAccountId } = await rpc.statements.createBankAccount.mutate(account);
  const text = "Date,Transaction ID,Description,Amount\n2026-06-01,FT1,TRANSFER,-100.00\n";
  const statement = await upload(api, { rpc, ...owner }, `statements?bankAccountId=${bankAccountId}`, text);
  const { id: dayProofId } = await rpc.reconciliation.proveDay.mutate({
    accountId: bankAccountId,
    day: "2026-06-01",
  });
  return { bankAccountId, statementId: statement.id, dayProofId };
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
  const railAccountId = await openRailAccount(owner.rpc);
  const inboundEventId = await tellOfMoney(api, owner, railAccountId);
  const bankFile = await owner.rpc.disbursements.createBankFile.mutate({
    currency: "KES",
    executeOn: "2030-01-01",
    from: bankAccount,
    ...key(),
  });
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
    railAccountId,
    inboundEventId,
    bankFileId: bankFile.id,
    ...(await bringStatement(api, owner)),
    // The worker that would read the file, and apply what a provider tells of a dispute, does not run here.
    statementLineId: newId(),
    disputeId: newId(),
  };
}
