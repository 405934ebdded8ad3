import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTenant } from "../context/test-tenancy.ts";
import { getMessage } from "../messages/index.ts";
import { chooseContact, revokeSession } from "./index.ts";
import {
  ask,
  confirm,
  enter,
  lastCode,
  makePortal,
  openPortalHouse,
  otherThan,
  someEmail,
  somePhone,
  tenantContext,
  type PortalHouse,
} from "./test-portal.ts";

let house: PortalHouse;
beforeAll(async () => {
  house = await openPortalHouse();
});
afterAll(() => house.close());

/** What a refusal says: its code, and which rule of which field. */
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [field] = error.details.fields ?? [];
    return field === undefined ? error.code : `${error.code} ${field.path} ${field.rule}`;
  }
}

const messagesTo = (...addresses: string[]) =>
  house.arrange.query<{ id: string; kind: string; channel: string }>(
    "select id, kind, channel from messages where to_address = any($1) order by id",
    addresses,
  );

describe("a code", () => {
  test("is sent to the phone, however it is written, and to the e-mail address, and is kept by nobody", async () => {
    const { door, member, phone, email } = await makePortal(house);
    const national = phone.replace("+254", "0");
    const spellings = [
      phone,
      national,
      `${national.slice(0, 4)} ${national.slice(4, 7)} ${national.slice(7)}`,
    ];
    for (const spelling of spellings) await ask(house, door, spelling);
    await ask(house, door, email.toUpperCase());
    const sent = await messagesTo(phone, email);
    expect(sent.map(({ channel }) => channel)).toEqual(["sms", "sms", "sms", "email"]);
    const code = (await lastCode(house, email)) ?? "";
    expect(code).toMatch(/^\d{6}$/);
    const stored = JSON.stringify(
      await house.arrange.query("select * from portal_codes where agency_id = $1", door.agencyId),
    );
    for (const secret of [code, phone, phone.slice(4), email]) expect(stored).not.toContain(secret);
    // Whoever reads the agency's messages must not become the tenant.
    const shown = await getMessage({ ctx: member, input: { id: sent.at(-1)?.id ?? "" } });
    expect(shown).toMatchObject({ kind: "portal_code", body: "" });
  });

  test("that is right lets in once", async () => {
    const { door, phone } = await makePortal(house);
    const { codeId } = await ask(house, door, phone);
    const code = (await lastCode(house, phone)) ?? "";
    expect(await refusal(confirm(house, door, codeId, otherThan(code)))).toBe("INVALID code wrong");
    const entries = await Promise.allSettled([1, 2, 3, 4].map(() => confirm(house, door, codeId, code)));
    expect(entries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await refusal(confirm(house, door, codeId, code))).toBe("INVALID code ended");
  });

  test("is over after ten minutes", async () => {
    const { door, phone } = await makePortal(house);
    const { codeId } = await ask(house, door, phone);
    const code = (await lastCode(house, phone)) ?? "";
    door.clock.advance({ minutes: 10 });
    expect(await refusal(confirm(house, door, codeId, code))).toBe("INVALID code ended");
  });

  test("can be tried five times, also at once", async () => {
    const { door, phone } = await makePortal(house);
    const { codeId } = await ask(house, door, phone);
    const code = (await lastCode(house, phone)) ?? "";
    const wrong = otherThan(code);
    const tried = await Promise.all(
      Array.from({ length: 12 }, () => refusal(confirm(house, door, codeId, wrong))),
    );
    expect(tried.filter((said) => said === "INVALID code wrong")).toHaveLength(5);
    expect(tried.filter((said) => said === "INVALID code ended")).toHaveLength(7);
    expect(await refusal(confirm(house, door, codeId, code))).toBe("INVALID code ended");
  });

  test("belongs to one request and one agency", async () => {
    const { door, phone } = await makePortal(house);
    const elsewhere = await makePortal(house, { phone });
    const first = await ask(house, door, phone);
    const firstCode = (await lastCode(house, phone)) ?? "";
    expect(await refusal(confirm(house, elsewhere.door, first.codeId, firstCode))).toBe("INVALID code ended");
    expect(await refusal(confirm(house, door, newId(), firstCode))).toBe("INVALID code ended");
  });
});

describe("an address that nobody has", () => {
  test("is answered like one that somebody has, and nothing is sent", async () => {
    const { door, phone, agency } = await makePortal(house);
    const archived = await makeContact(house.arrange, agency.id, { phone: somePhone(), status: "archived" });
    const leaseless = await makeContact(house.arrange, agency.id, { email: someEmail() });
    const known = await ask(house, door, phone);
    const unknown = [somePhone(), someEmail(), archived.phone ?? "", leaseless.email ?? ""];
    for (const address of unknown) {
      const answer = await ask(house, door, address);
      expect(Object.keys(answer)).toEqual(Object.keys(known));
      expect(answer.expiresAt).toBe(known.expiresAt);
      const said = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(() => refusal(confirm(house, door, answer.codeId, "123456"))),
      );
      expect(said.toSorted()).toEqual(["INVALID code ended", ...Array(5).fill("INVALID code wrong")]);
    }
    expect(await messagesTo(...unknown)).toEqual([]);
  });

  test("has the same limit", async () => {
    const { door, phone } = await makePortal(house);
    for (const address of [phone, somePhone()]) {
      for (let asked = 0; asked < 5; asked++) await ask(house, door, address);
      expect(await refusal(ask(house, door, address))).toBe("TOO_MANY");
    }
    expect(await messagesTo(phone)).toHaveLength(5);
  });

  test.each(["", "hello", "12", "a@b", "two words@example.org"])(
    "%j is neither phone nor e-mail",
    async (text) => {
      const { door } = await makePortal(house);
      expect(await refusal(ask(house, door, text))).toMatch(/^INVALID address (phone|email)$/);
    },
  );
});

describe("limits", () => {
  test("one contact gets eight codes an hour, whichever address is typed, and no more is told", async () => {
    const { door, phone, email } = await makePortal(house);
    for (let asked = 0; asked < 5; asked++) {
      await ask(house, door, phone);
      await ask(house, door, email);
    }
    expect(await messagesTo(phone, email)).toHaveLength(8);
  });

  test("one network address asks for sixty codes and tries a hundred and twenty an hour", async () => {
    const { door } = await makePortal(house);
    const client = newId();
    const { codeId } = await ask(house, door, somePhone());
    await Promise.all(Array.from({ length: 60 }, () => ask(house, door, somePhone(), client)));
    expect(await refusal(ask(house, door, somePhone(), client))).toBe("TOO_MANY");
    for (let batch = 0; batch < 6; batch++)
      await Promise.all(
        Array.from({ length: 20 }, () => refusal(confirm(house, door, codeId, "000000", client))),
      );
    expect(await refusal(confirm(house, door, codeId, "000000", client))).toBe("TOO_MANY");
  });
});

describe("an address of several contacts", () => {
  test("lets choose one of them, once, and nobody else", async () => {
    const { door, phone, property, tenant } = await makePortal(house);
    const second = await makeContact(house.arrange, door.agencyId, { phone, name: "The other one" });
    await makeTenant(house, property, second);
    const { codeId } = await ask(house, door, phone);
    const { entry, session } = await confirm(house, door, codeId, (await lastCode(house, phone)) ?? "");
    expect(session).toBeNull();
    if (entry.status !== "choose") throw new Error("there is nothing to choose");
    expect(entry.contacts.map(({ id }) => id).toSorted()).toEqual([tenant.id, second.id].toSorted());
    const input = { agency: "here", codeId, ticket: entry.ticket };
    const stranger = await makeContact(house.arrange, door.agencyId, {});
    for (const contactId of [stranger.id, newId()])
      expect(await refusal(chooseContact({ ctx: door, input: { ...input, contactId } }))).toBe(
        "INVALID ticket ended",
      );
    const chosen = await chooseContact({ ctx: door, input: { ...input, contactId: second.id } });
    expect((await tenantContext(door, chosen.session?.token ?? ""))?.contactId).toBe(second.id);
    expect(await refusal(chooseContact({ ctx: door, input: { ...input, contactId: tenant.id } }))).toBe(
      "INVALID ticket ended",
    );
  });
});

describe("a session", () => {
  test("sees every lease of its contact, and is good in its agency alone", async () => {
    const { door, phone, property, tenant, lease } = await makePortal(house);
    const other = await makeTenant(house, property, tenant);
    const shared = await makeTenant(house, property);
    await house.arrange.insert("lease_parties", {
      agencyId: door.agencyId,
      leaseId: shared.lease.id,
      contactId: tenant.id,
      role: "tenant",
    });
    const draft = await makeLease(house.arrange, await makeUnit(house.arrange, property), tenant, {
      status: "draft",
    });
    const { token } = await enter(house, door, phone);
    const ctx = await tenantContext(door, token);
    expect(ctx?.leaseIds.toSorted()).toEqual([lease.id, other.lease.id, shared.lease.id].toSorted());
    expect(ctx?.leaseIds).not.toContain(draft.id);
    expect(ctx?.permissions.size).toBe(0);
    const elsewhere = await makePortal(house, { phone });
    expect(await tenantContext(elsewhere.door, token)).toBeNull();
    const stored = await house.arrange.query(
      "select * from portal_sessions where agency_id = $1",
      door.agencyId,
    );
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  test("ends when it is signed out, after a week without use, and after thirty days", async () => {
    const { door, phone } = await makePortal(house);
    const left = await enter(house, door, phone);
    const leaving = await tenantContext(door, left.token);
    if (leaving) await revokeSession({ ctx: leaving });
    expect(await tenantContext(door, left.token)).toBeNull();

    const idle = await enter(house, door, phone);
    door.clock.advance({ days: 6 });
    expect(await tenantContext(door, idle.token)).not.toBeNull();
    door.clock.advance({ days: 6 });
    expect(await tenantContext(door, idle.token)).not.toBeNull();
    door.clock.advance({ days: 7 });
    expect(await tenantContext(door, idle.token)).toBeNull();

    const busy = await enter(house, door, phone);
    for (let week = 0; week < 4; week++) {
      door.clock.advance({ days: 6 });
      expect(await tenantContext(door, busy.token)).not.toBeNull();
    }
    door.clock.advance({ days: 6 });
    expect(await tenantContext(door, busy.token)).toBeNull();
  });

  test.each([
    ["the phone is another one", "update contacts set phone = '+254799999999' where id = $1"],
    ["the contact is archived", "update contacts set status = 'archived' where id = $1"],
    ["the last lease is cancelled", "update leases set status = 'cancelled' where contact_id = $1"],
  ])("ends for good when %s", async (_what, change) => {
    const { door, phone, tenant } = await makePortal(house);
    const { token } = await enter(house, door, phone);
    await house.arrange.query(change, tenant.id);
    expect(await tenantContext(door, token)).toBeNull();
    await house.arrange.query(
      "update contacts set phone = $2, status = 'active' where id = $1",
      tenant.id,
      phone,
    );
    await house.arrange.query("update leases set status = 'active' where contact_id = $1", tenant.id);
    expect(await tenantContext(door, token)).toBeNull();
  });

  test("goes with its contact", async () => {
    const { door, phone, tenant, property } = await makePortal(house);
    const { token } = await enter(house, door, phone);
    const heir = await makeTenant(house, property);
    await house.arrange.query(
      "update leases set contact_id = $2 where contact_id = $1",
      tenant.id,
      heir.tenant.id,
    );
    await house.arrange.query("delete from lease_parties where contact_id = $1", tenant.id);
    await house.arrange.query("delete from contacts where id = $1", tenant.id);
    expect(await tenantContext(door, token)).toBeNull();
    expect(
      await house.arrange.query("select id from portal_sessions where contact_id = $1", tenant.id),
    ).toEqual([]);
  });
});
