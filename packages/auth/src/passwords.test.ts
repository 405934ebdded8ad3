import { expect, test } from "vitest";
import { createPasswordHasher } from "./passwords.ts";

test("hashes with argon2id at the intended cost, never twice the same, and recognises the password", async () => {
  const hasher = createPasswordHasher();
  const [first, second] = await Promise.all([
    hasher.hash("a long enough password"),
    hasher.hash("a long enough password"),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await hasher.verify(first, "a long enough password")).toBe(true);
  expect(await hasher.verify(first, "another password")).toBe(false);
});
