import { createTRPCClient, httpLink } from "@trpc/client";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { AppRouter } from "./router.ts";
import { publicUrl, startTestApi, type Browser, type TestApi } from "./test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ SIGN_IN_LIMIT_PER_MINUTE: "1000" });
});
afterAll(() => api.close());

let people = 0;
const address = () => `person${++people}@example.org`;
const aName = { currency: "KES", timeZone: "Africa/Nairobi", country: "KE" };

function failure(code: string, more: object = {}) {
  return { data: { stead: expect.objectContaining({ code, ...more }) } };
}

async function anOwner(name = "Kilimani Lettings"): Promise<{ owner: Browser; agencyId: string }> {
  const owner = await api.person(address(), "Olive Owner");
  const me = await owner.rpc.access.createAgency.mutate({ name, ...aName });
  return { owner, agencyId: me.agency?.id ?? "" };
}

async function aColleague(
  owner: Browser,
  role: "manager" | "accountant" | "agent" | "viewer" | "owner",
): Promise<Browser> {
  const email = address();
  const { id } = await owner.rpc.access.inviteMember.mutate({ email, role });
  const colleague = await api.person(email);
  await colleague.rpc.access.acceptInvitation.mutate({ invitationId: id });
  return colleague;
}

test("a new agency has its owner, its books and its trail", async () => {
  const { owner, agencyId } = await anOwner();
  expect(await owner.rpc.access.me.query()).toMatchObject({
    role: "owner",
    agency: { id: agencyId, currency: "KES" },
    agencies: [{ id: agencyId, role: "owner" }],
    propertyIds: null,
  });
  const [books] = await api.arrange.query<{ accounts: number; schedules: number }>(
    `select (select count(*) from ledger_accounts where agency_id = $1) as accounts, (select count(*) from schedules where agency_id = $1) as schedules`,
    agencyId,
  );
  expect(books?.accounts).toBeGreaterThan(10);
  expect(books?.schedules).toBeGreaterThan(0);
  expect((await owner.rpc.audit.list.query({})).items.map(({ action }) => action)).toContain(
    "agency.created",
  );
});

test("when the books cannot be made, nobody sees an agency", async () => {
  const person = await api.person(address());
  await api.arrange.query("alter table ledger_accounts rename to ledger_accounts_away");
  await expect(person.rpc.access.createAgency.mutate({ name: "Half", ...aName })).rejects.toMatchObject(
    failure("INTERNAL", { details: {}, fields: [] }),
  );
  await api.arrange.query("alter table ledger_accounts_away rename to ledger_accounts");
  expect(await person.rpc.access.me.query()).toMatchObject({ agency: null, agencies: [] });
});

test("a person works in one agency at a time, and only in one's own", async () => {
  const { owner, agencyId } = await anOwner("First");
  const second = await owner.rpc.access.createAgency.mutate({ name: "Second", ...aName });
  expect(second.agency?.name).toBe("Second");
  expect((await owner.rpc.access.chooseAgency.mutate({ agencyId })).agency?.name).toBe("First");
  expect((await owner.rpc.agency.get.query()).name).toBe("First");
  const other = await anOwner("Other");
  await expect(owner.rpc.access.chooseAgency.mutate({ agencyId: other.agencyId })).rejects.toMatchObject(
    failure("NOT_FOUND"),
  );
});

test("without an agency a member's call says so", async () => {
  const person = await api.person(address());
  await expect(person.rpc.agency.get.query()).rejects.toMatchObject(
    failure("FORBIDDEN", { details: { reason: "no_agency" } }),
  );
});

test("an invitation comes by mail, shows who invites, and makes a member of its addressee only", async () => {
  const { owner, agencyId } = await anOwner("Riverside Homes");
  const email = address();
  const invitation = await owner.rpc.access.inviteMember.mutate({ email, role: "accountant" });
  const [mail] = await api.arrange.query<{ body: string }>(
    "select action ->> 'url' as body from messages where to_address = $1",
    email,
  );
  expect(mail?.body).toContain(`${publicUrl}/invitation?id=${invitation.id}`);
  const anybody = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${api.url}/trpc` })] });
  expect(await anybody.access.previewInvitation.query({ invitationId: invitation.id })).toMatchObject({
    agencyName: "Riverside Homes",
    inviterName: "Olive Owner",
    role: "accountant",
    isOpen: true,
  });

  const stranger = await api.person(address());
  await expect(
    stranger.rpc.access.acceptInvitation.mutate({ invitationId: invitation.id }),
  ).rejects.toMatchObject(failure("FORBIDDEN"));
  const invited = await api.person(email);
  expect(await invited.rpc.access.acceptInvitation.mutate({ invitationId: invitation.id })).toMatchObject({
    role: "accountant",
    agency: { id: agencyId },
  });
  await expect(
    invited.rpc.access.acceptInvitation.mutate({ invitationId: invitation.id }),
  ).rejects.toMatchObject(failure("PRECONDITION"));
  expect(await owner.rpc.access.listInvitations.query()).toEqual([]);
  expect((await owner.rpc.access.listMembers.query()).map(({ role }) => role).toSorted()).toEqual([
    "accountant",
    "owner",
  ]);
  await expect(owner.rpc.access.inviteMember.mutate({ email, role: "viewer" })).rejects.toMatchObject(
    failure("CONFLICT"),
  );
  const actions = (await owner.rpc.audit.list.query({})).items.map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(["invitation.sent", "invitation.accepted"]));
});

test("a withdrawn or old invitation opens nothing", async () => {
  const { owner } = await anOwner();
  const email = address();
  const invited = await api.person(email);
  const withdrawn = await owner.rpc.access.inviteMember.mutate({ email, role: "viewer" });
  await owner.rpc.access.cancelInvitation.mutate({ invitationId: withdrawn.id });
  const old = await owner.rpc.access.inviteMember.mutate({ email, role: "viewer" });
  await api.arrange.query(
    "update invitations set expires_at = now() - interval '1 hour' where id = $1",
    old.id,
  );
  for (const { id } of [withdrawn, old]) {
    await expect(invited.rpc.access.acceptInvitation.mutate({ invitationId: id })).rejects.toMatchObject(
      failure("PRECONDITION"),
    );
  }
  const stranger = await anOwner();
  await expect(
    stranger.owner.rpc.access.cancelInvitation.mutate({ invitationId: old.id }),
  ).rejects.toMatchObject(failure("NOT_FOUND"));
});

test("nobody invites above oneself", async () => {
  const { owner } = await anOwner();
  const manager = await aColleague(owner, "manager");
  await expect(
    manager.rpc.access.inviteMember.mutate({ email: address(), role: "owner" }),
  ).rejects.toMatchObject(failure("FORBIDDEN"));
  await expect(
    manager.rpc.access.inviteMember.mutate({ email: address(), role: "accountant" }),
  ).rejects.toMatchObject(failure("FORBIDDEN"));
  expect(await manager.rpc.access.inviteMember.mutate({ email: address(), role: "agent" })).toMatchObject({
    role: "agent",
    status: "pending",
  });
});

test("a role does what it may and no more", async () => {
  const { owner } = await anOwner();
  const viewer = await aColleague(owner, "viewer");
  expect((await viewer.rpc.agency.get.query()).currency).toBe("KES");
  for (const refused of [
    () => viewer.rpc.agency.update.mutate({ version: 1, name: "Mine now" }),
    () => viewer.rpc.access.inviteMember.mutate({ email: address(), role: "viewer" }),
    () => viewer.rpc.access.listMembers.query(),
    () => viewer.rpc.access.listApiKeys.query(),
    () => viewer.rpc.access.listKeptMails.query(),
  ]) {
    await expect(refused()).rejects.toMatchObject(failure("FORBIDDEN"));
  }
});

test("whoever leaves is out at once, in every session and with every key", async () => {
  const { owner } = await anOwner();
  const manager = await aColleague(owner, "manager");
  const { key } = await manager.rpc.access.createApiKey.mutate({
    name: "Export",
    permissions: ["agency:read"],
  });
  expect((await api.withKey(key).agency.get.query()).currency).toBe("KES");
  const member = (await owner.rpc.access.listMembers.query()).find(({ role }) => role === "manager");
  await owner.rpc.access.removeMember.mutate({ memberId: member?.id ?? "" });
  await expect(manager.rpc.agency.get.query()).rejects.toMatchObject(failure("FORBIDDEN"));
  await expect(api.withKey(key).agency.get.query()).rejects.toMatchObject(failure("UNAUTHENTICATED"));
});

test("a key does what it was given, capped by its maker's present role", async () => {
  const { owner } = await anOwner();
  const manager = await aColleague(owner, "manager");
  await expect(
    manager.rpc.access.createApiKey.mutate({ name: "Too much", permissions: ["agency:write"] }),
  ).rejects.toMatchObject(failure("FORBIDDEN"));
  const { key, apiKey } = await manager.rpc.access.createApiKey.mutate({
    name: "Sync",
    permissions: ["agency:read", "members:read"],
  });
  expect(key.startsWith(apiKey.start)).toBe(true);
  const program = api.withKey(key);
  expect(await program.access.listMembers.query()).toHaveLength(2);
  await expect(program.contacts.list.query({})).rejects.toMatchObject(failure("FORBIDDEN"));
  const member = (await owner.rpc.access.listMembers.query()).find(({ role }) => role === "manager");
  await owner.rpc.access.updateMember.mutate({ memberId: member?.id ?? "", role: "viewer" });
  await expect(program.access.listMembers.query()).rejects.toMatchObject(failure("FORBIDDEN"));
  expect((await program.agency.get.query()).currency).toBe("KES");
});

test("a key is kept as a hash, shown once, ends with its date and when it is revoked", async () => {
  const { owner } = await anOwner();
  const { key, apiKey } = await owner.rpc.access.createApiKey.mutate({
    name: "Sync",
    permissions: ["agency:read"],
    expiresInDays: 30,
  });
  const stored = await api.arrange.query<{ row: string }>("select k::text as row from api_keys k");
  expect(stored.some(({ row }) => row.includes(key.slice(16)))).toBe(false);
  await api.withKey(key).agency.get.query();
  expect(await owner.rpc.access.listApiKeys.query()).toMatchObject([
    { name: "Sync", permissions: ["agency:read"], lastUsedAt: expect.any(String) },
  ]);
  await api.arrange.query(
    "update api_keys set expires_at = now() - interval '1 second' where id = $1",
    apiKey.id,
  );
  await expect(api.withKey(key).agency.get.query()).rejects.toMatchObject(failure("UNAUTHENTICATED"));

  const other = await owner.rpc.access.createApiKey.mutate({ name: "Other", permissions: ["agency:read"] });
  const stranger = await anOwner();
  await expect(
    stranger.owner.rpc.access.revokeApiKey.mutate({ apiKeyId: other.apiKey.id }),
  ).rejects.toMatchObject(failure("NOT_FOUND"));
  await owner.rpc.access.revokeApiKey.mutate({ apiKeyId: other.apiKey.id });
  await expect(api.withKey(other.key).agency.get.query()).rejects.toMatchObject(failure("UNAUTHENTICATED"));
});

test("a key is no person: it makes no keys, invites nobody, has no sessions", async () => {
  const { owner } = await anOwner();
  const { key } = await owner.rpc.access.createApiKey.mutate({
    name: "All",
    permissions: ["api-keys:write", "members:write", "members:read"],
  });
  const program = api.withKey(key);
  for (const refused of [
    () => program.access.createApiKey.mutate({ name: "More", permissions: ["members:read"] }),
    () => program.access.inviteMember.mutate({ email: address(), role: "viewer" }),
    () => program.access.me.query(),
    () => program.access.listSessions.query(),
  ]) {
    await expect(refused()).rejects.toMatchObject(failure("FORBIDDEN"));
  }
});

test("a bad key is refused, and many bad keys stop their sender", async () => {
  const own = await startTestApi();
  const codes: string[] = [];
  for (let index = 0; index < 25; index++) {
    const answer = await fetch(`${own.url}/trpc/agency.get`, {
      headers: { "x-api-key": `stead_${"x".repeat(43)}` },
    });
    const { error } = (await answer.json()) as { error: { data: { stead: { code: string } } } };
    codes.push(error.data.stead.code);
  }
  await own.close();
  expect(codes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => "UNAUTHENTICATED"));
  expect(codes.slice(20)).toEqual(Array.from({ length: 5 }, () => "TOO_MANY"));
});

test("whoever signs up first on a new installation is its operator, later ones are not", async () => {
  const own = await startTestApi({}, { isNew: true });
  onTestFinished(() => own.close());
  const first = await own.person("first@example.org");
  const second = await own.person("second@example.org");
  expect((await first.rpc.access.me.query()).user.isOperator).toBe(true);
  expect((await second.rpc.access.me.query()).user.isOperator).toBe(false);
});

test("only the operator of the installation reads kept mails", async () => {
  const email = address();
  const operator = await api.person(email);
  await expect(operator.rpc.access.listKeptMails.query()).rejects.toMatchObject(failure("FORBIDDEN"));
  await api.arrange.query("update users set role = 'operator' where email = $1", email);
  await operator.post("/auth/request-password-reset", { email });
  expect((await operator.rpc.access.listKeptMails.query())[0]).toMatchObject({
    toAddress: email,
    kind: "password_reset",
    links: [{ label: expect.any(String), url: expect.stringContaining("/reset-password") }],
  });
});

test("signing in is in the agency's trail", async () => {
  const { owner } = await anOwner();
  const { email } = (await owner.rpc.access.me.query()).user;
  await owner.post("/auth/sign-out");
  await owner.post("/auth/sign-in/email", { email, password: "a long enough password" });
  const [latest] = (await owner.rpc.audit.list.query({})).items;
  expect(latest).toMatchObject({ action: "session.started", actorName: "Olive Owner" });
});
