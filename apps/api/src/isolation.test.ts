import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type Browser, type TestApi } from "./test-api.ts";
import { foreignInputs } from "./test-foreign-inputs.ts";
import { buildEstate, buildHouse, type Estate, type House } from "./test-world.ts";
import { appRouter } from "./trpc/app-router.ts";

const definitions = new Map(
  Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
    const definition: unknown = Reflect.get(procedure, "_def");
    return [path, definition as { type: "query" | "mutation"; meta: { level: string; permission?: string } }];
  }),
);
const memberPaths = [...definitions].filter(([, { meta }]) => meta.level === "member").map(([path]) => path);
/** These take no id and change the caller's own agency; their own tests hold them. */
const ownAffairs = new Set(["agency.update", "access.createApiKey", "access.inviteMember"]);
const foreignPaths = memberPaths.filter((path) => !ownAffairs.has(path));

let api: TestApi;
/** The agency with the goods. */
let owner: Browser;
let open: Estate;
let closed: Estate;
let house: House;
/** The owner of another agency. */
let stranger: Browser;
/** A manager of the first agency, limited to the open estate's property. */
let limited: Browser;

const place = { currency: "KES", timeZone: "Africa/Nairobi", country: "KE" };

beforeAll(async () => {
  api = await startTestApi({ RATE_LIMIT_PER_MINUTE: "100000" });
  owner = await api.person("owner@example.org", "Olive Owner");
  await owner.rpc.access.createAgency.mutate({ name: "Kilimani Lettings", ...place });
  open = await buildEstate(owner, "Open");
  closed = await buildEstate(owner, "Closed");
  house = await buildHouse(api, owner);
  stranger = await api.person("stranger@example.org", "Stan Stranger");
  await stranger.rpc.access.createAgency.mutate({ name: "Elsewhere", ...place });

  const email = "manager@example.org";
  const { id } = await owner.rpc.access.inviteMember.mutate({ email, role: "manager" });
  limited = await api.person(email, "Mary Manager");
  await limited.rpc.access.acceptInvitation.mutate({ invitationId: id });
  const member = (await owner.rpc.access.listMembers.query()).find(({ role }) => role === "manager");
  await owner.rpc.access.updateMember.mutate({ memberId: member?.id ?? "", propertyIds: [open.propertyId] });
});
afterAll(() => api.close());

type Outcome = { status: number; code: string; text: string };

async function call(headers: Record<string, string>, path: string, input: object | null): Promise<Outcome> {
  const isQuery = definitions.get(path)?.type === "query";
  const query = isQuery && input !== null ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
  const answer = await fetch(`${api.url}/trpc/${path}${query}`, {
    method: isQuery ? "GET" : "POST",
    headers: { ...headers, ...(isQuery ? {} : { "content-type": "application/json" }) },
    ...(isQuery ? {} : { body: JSON.stringify(input ?? undefined) ?? "" }),
  });
  const text = await answer.text();
  return { status: answer.status, code: /"stead":\{"code":"(\w+)"/.exec(text)?.[1] ?? "OK", text };
}

const as = (browser: Browser) => ({ cookie: browser.cookie() });

function idsIn(...things: object[]): string[] {
  return things.flatMap((thing) => Object.values(thing).filter((value) => typeof value === "string"));
}

test("the list of inputs names every procedure of members", () => {
  expect(Object.keys(foreignInputs(open, house)).toSorted((a, b) => a.localeCompare(b))).toEqual(
    memberPaths.toSorted((a, b) => a.localeCompare(b)),
  );
});

/** Calls that name nothing of others: they may succeed, on the caller's own things. */
const namesNothing = new Set([
  "billing.previewRun",
  "billing.startRun",
  "bulk.preview",
  "statements.createBankAccount",
  "bulk.start",
  "collecting.split",
  "contacts.create",
  "disbursements.createBankFile",
  "exports.create",
  "leases.previewSchedule",
  "ledger.postOpening",
  "ledger.setPeriod",
  "portfolio.createProperty",
  "rails.create",
]);
const isList = (path: string) =>
  /\.(list\w*|rentRoll|totals|search|statistics|trialBalance|get|progress|latestProof|runProof|update)$/.test(
    path,
  );

describe("another agency", () => {
  test.each(foreignPaths)("%s shows and changes nothing of it", async (path) => {
    const input = foreignInputs(open, house)[path] ?? null;
    const { code, text } = await call(as(stranger), path, input);
    for (const id of idsIn(open, closed, house)) expect(text).not.toContain(id);
    expect(text).not.toMatch(/Tenant of|Olive Owner|Kilimani/);
    const mayAnswer = input === null || namesNothing.has(path) || (isList(path) && !("id" in input));
    const fitting = mayAnswer ? ["OK", "INVALID", "NOT_FOUND", "PRECONDITION"] : ["NOT_FOUND", "INVALID"];
    expect(fitting).toContain(code);
  });
});

describe("a member who is limited to other properties", () => {
  test.each(foreignPaths)("%s shows and changes nothing of them", async (path) => {
    const input = foreignInputs(closed, house)[path] ?? null;
    const { code, text } = await call(as(limited), path, input);
    for (const id of idsIn(closed)) expect(text).not.toContain(id);
    expect(text).not.toMatch(/Tenant of Closed|Closed Road/);
    const mayAnswer =
      input === null ||
      namesNothing.has(path) ||
      path.startsWith("jobs.") ||
      (isList(path) && !("id" in input));
    const fitting = mayAnswer
      ? ["OK", "INVALID", "NOT_FOUND", "PRECONDITION", "FORBIDDEN"]
      : ["NOT_FOUND", "INVALID", "FORBIDDEN"];
    expect(fitting).toContain(code);
  });

  test("sees and works on the own property", async () => {
    expect((await limited.rpc.portfolio.listProperties.query({})).items.map(({ id }) => id)).toEqual([
      open.propertyId,
    ]);
    expect((await limited.rpc.leases.get.query({ id: open.leaseId })).id).toBe(open.leaseId);
    expect((await limited.rpc.payments.get.query({ id: open.paymentId })).id).toBe(open.paymentId);
  });
});

describe("the right that a procedure states", () => {
  const needsTwo = new Set([
    "dashboard.get",
    "documents.open",
    "exports.create",
    "bulk.preview",
    "bulk.start",
    "reports.show",
    "reports.makeFiles",
    "reports.updateSchedule",
  ]);
  const needed = new Map(memberPaths.map((path) => [path, definitions.get(path)?.meta.permission ?? ""]));

  async function keyWith(permissions: string[]): Promise<Record<string, string>> {
    const { key } = await owner.rpc.access.createApiKey.mutate({
      name: "Test",
      permissions: permissions as ["agency:read"],
    });
    return { "x-api-key": key };
  }

  test.each([...new Set(needed.values())])(
    "%s alone opens its procedures, and without it they are closed",
    async (permission) => {
      const paths = memberPaths.filter((path) => needed.get(path) === permission);
      const others = [...new Set(needed.values())].filter((other) => other !== permission);
      const [alone, without] = [await keyWith([permission]), await keyWith(others)];
      for (const path of paths) {
        const refused = await call(without, path, foreignInputs(open, house)[path] ?? null);
        expect([path, refused.code]).toEqual([path, "FORBIDDEN"]);
        // What the stranger owns: a right that is missing shows before anything is looked up.
        const strange = {
          ...open,
          ...Object.fromEntries(
            Object.keys(open).map((name) => [name, "01a200cb-862c-7407-ae4d-be4980679ecd"]),
          ),
        };
        const nowhere = {
          ...house,
          ...Object.fromEntries(
            Object.keys(house).map((name) => [name, "01a200cb-862c-7407-ae4d-be4980679ecd"]),
          ),
        };
        const opened = await call(alone, path, foreignInputs(strange, nowhere)[path] ?? null);
        // These need two rights; the router states the first.
        const isMissing = opened.text.includes("this needs the permission");
        expect([path, isMissing]).toEqual([path, needsTwo.has(path)]);
      }
    },
  );
});
