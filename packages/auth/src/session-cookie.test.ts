import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { sessionTokenReader } from "./session-cookie.ts";

const secret = "s".repeat(40);
const signed = (token: string, key = secret) =>
  encodeURIComponent(`${token}.${createHmac("sha256", key).update(token).digest("base64")}`);

test("reads the token among other cookies, by the name that fits the address", () => {
  const read = sessionTokenReader(secret, "http://127.0.0.1:3000");
  expect(read(new Headers({ cookie: `a=b; stead.session_token=${signed("token1")}; c=d` }))).toBe("token1");
  expect(read(new Headers({ cookie: `__Secure-stead.session_token=${signed("token1")}` }))).toBeNull();
  const readSecure = sessionTokenReader(secret, "https://stead.example.org");
  expect(readSecure(new Headers({ cookie: `__Secure-stead.session_token=${signed("token1")}` }))).toBe(
    "token1",
  );
  expect(readSecure(new Headers({ cookie: `stead.session_token=${signed("token1")}` }))).toBeNull();
});

test.each(["", "token1", "token1.", ".sig", "%", "token1.bm90IGl0", signed("token1", "another secret")])(
  "takes %j for nobody",
  (value) => {
    const read = sessionTokenReader(secret, "http://127.0.0.1:3000");
    expect(read(new Headers({ cookie: `stead.session_token=${value}` }))).toBeNull();
  },
);
