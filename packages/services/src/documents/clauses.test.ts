import { defaultLease, leaseVariables } from "@stead/documents/pdf/texts/lease-clauses-en";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aBilledLease } from "../context/test-billing.ts";
import { makeColleague, makeHouseAgency, openTestHouse, type TestHouse } from "../context/test-house.ts";
import {
  getLeaseClauses,
  getLetterhead,
  previewLeaseClauses,
  saveLeaseClauses,
  updateLetterhead,
} from "./index.ts";
import { readLeaseLetter } from "./read-lease.ts";
import { fillClauses, listNames, requireKnownVariables, type ClauseWords } from "./rules.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const samples = Object.fromEntries(leaseVariables.map(({ name, sample }) => [name, sample])) as ClauseWords;

test("variables are filled in, once, and none of the clauses that come along is left open", () => {
  const clauses = [{ heading: "{{ unit }}", body: "{{tenants}} pay {{rent}}; {{nothing}}" }];
  const words = { ...samples, tenants: "{{rent}}" };
  expect(fillClauses(clauses, words)).toEqual([
    { heading: "B-12", body: "{{rent}} pay KES 30,000.00 a month; {{nothing}}" },
  ]);
  const own = defaultLease.clauses.map((clause) => ({ ...clause }));
  requireKnownVariables(own);
  expect(JSON.stringify(fillClauses(own, samples))).not.toContain("{{");
  expect(() => requireKnownVariables(clauses)).toThrow("{{nothing}} is no variable");
  expect([[], ["A"], ["A", "B"], ["A", "B", "C"]].map(listNames)).toEqual(["", "A", "A and B", "A, B and C"]);
});

test("an agency begins with the clauses that come along, and each change is a version", async () => {
  const { ctx, agency } = await makeHouseAgency(house);
  const first = await getLeaseClauses({ ctx });
  expect(first).toMatchObject({ version: 0, title: "Tenancy agreement", createdAt: null });
  const clauses = [{ heading: "Rent", body: "{{tenants}} pay {{rent}}." }];
  expect(await saveLeaseClauses({ ctx, input: { version: 0, title: "Lease", clauses } })).toMatchObject({
    version: 1,
    clauses,
  });
  await expect(
    saveLeaseClauses({ ctx, input: { version: 0, title: "Lease", clauses } }),
  ).rejects.toMatchObject({ code: "CONFLICT" });
  const wrong = [{ heading: "Rent", body: "{{rnet}}" }];
  await expect(
    saveLeaseClauses({ ctx, input: { version: 1, title: "Lease", clauses: wrong } }),
  ).rejects.toMatchObject({
    code: "INVALID",
    details: { fields: [{ path: "clauses.0.body" }] },
  });
  const agent = await makeColleague(house, agency, { role: "agent" });
  expect(await getLeaseClauses({ ctx: agent })).toMatchObject({ version: 1 });
  await expect(
    saveLeaseClauses({ ctx: agent, input: { version: 1, title: "Lease", clauses } }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a lease is printed with the newest clauses, in its own words, as a preview shows them", async () => {
  const { ctx, id } = await aBilledLease(house);
  const clauses = [{ heading: "Rent", body: "{{tenants}} pay {{rent}} by day {{due_day}}." }];
  await saveLeaseClauses({ ctx, input: { version: 0, title: "Lease", clauses } });
  const letter = await readLeaseLetter(ctx, id);
  expect(letter).toMatchObject({ title: "Lease", clausesVersion: 1, isDraft: false, currency: "KES" });
  expect(letter.clauses[0]?.body).toBe(
    `${letter.tenants[0]?.name ?? ""} pay KES 30,000.00 a month by day 1.`,
  );
  expect(await previewLeaseClauses({ ctx, input: { clauses, leaseId: id } })).toEqual({
    clauses: letter.clauses,
  });
  expect(await previewLeaseClauses({ ctx, input: { clauses, leaseId: null } })).toMatchObject({
    clauses: [{ body: "Wanjiku Kamau and Otieno Ouma pay KES 30,000.00 a month by day 5." }],
  });
});

test("the letterhead is one record with a version", async () => {
  const { ctx, agency } = await makeHouseAgency(house);
  expect(await getLetterhead({ ctx })).toMatchObject({ version: 0, address: "" });
  const input = {
    address: "Road 1",
    email: "a@b.example",
    phone: null,
    taxNumber: "P1",
    howToPay: "Cash",
    footer: null,
  };
  expect(await updateLetterhead({ ctx, input: { ...input, version: 0 } })).toEqual({ ...input, version: 1 });
  await expect(updateLetterhead({ ctx, input: { ...input, version: 0 } })).rejects.toMatchObject({
    code: "CONFLICT",
  });
  const viewer = await makeColleague(house, agency, { role: "viewer" });
  await expect(updateLetterhead({ ctx: viewer, input: { ...input, version: 1 } })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
