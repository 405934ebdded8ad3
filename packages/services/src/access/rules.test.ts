import type { Role } from "@stead/contracts/permissions";
import { describe, expect, test } from "vitest";
import { checkMemberChange, type Standing } from "./rules.ts";

const member = (role: Role, propertyIds: string[] | null = null): Standing => ({
  id: "m",
  userId: "u",
  role,
  propertyIds,
});
const owner = { userId: "other", isOwner: true };
const manager = { userId: "other", isOwner: false };
const standing = (role: Role, propertyIds: string[] | null = null) => ({ role, propertyIds });
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describe("an owner", () => {
  test("may make anything of anybody, while an owner stays", () => {
    expect(() => checkMemberChange(member("viewer"), standing("owner"), owner, 1)).not.toThrow();
    expect(() => checkMemberChange(member("owner"), standing("viewer", ["p"]), owner, 2)).not.toThrow();
    expect(() => checkMemberChange(member("owner"), null, owner, 2)).not.toThrow();
    expect(() =>
      checkMemberChange(member("owner"), standing("manager"), { userId: "u", isOwner: true }, 2),
    ).not.toThrow();
    expect(() => checkMemberChange(member("owner"), standing("owner"), owner, 1)).not.toThrow();
  });

  test("that is the last stays one", () => {
    expect(() => checkMemberChange(member("owner"), standing("manager"), owner, 1)).toThrow(
      refusal("PRECONDITION"),
    );
    expect(() => checkMemberChange(member("owner"), null, owner, 1)).toThrow(refusal("PRECONDITION"));
  });

  test("sees every property", () => {
    expect(() => checkMemberChange(member("owner"), standing("owner", ["p"]), owner, 2)).toThrow(
      refusal("INVALID"),
    );
  });
});

describe("a manager", () => {
  test("changes and removes others below owners", () => {
    expect(() =>
      checkMemberChange(member("viewer"), standing("accountant", ["p"]), manager, 1),
    ).not.toThrow();
    expect(() => checkMemberChange(member("manager"), null, manager, 1)).not.toThrow();
  });

  test("makes no owners, changes none and removes none", () => {
    expect(() => checkMemberChange(member("viewer"), standing("owner"), manager, 1)).toThrow(
      refusal("FORBIDDEN"),
    );
    expect(() => checkMemberChange(member("owner"), standing("viewer"), manager, 5)).toThrow(
      refusal("FORBIDDEN"),
    );
    expect(() => checkMemberChange(member("owner"), null, manager, 5)).toThrow(refusal("FORBIDDEN"));
  });

  test("does not widen their own rights, but may leave", () => {
    const self = { userId: "u", isOwner: false };
    expect(() => checkMemberChange(member("manager", ["p"]), standing("manager"), self, 1)).toThrow(
      refusal("FORBIDDEN"),
    );
    expect(() => checkMemberChange(member("manager"), null, self, 1)).not.toThrow();
  });
});
