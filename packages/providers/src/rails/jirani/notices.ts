import { createHmac, timingSafeEqual } from "node:crypto";
import { parseJson } from "../wire.ts";
import type { InboundRequest, InboundVerdict } from "../rail-provider.ts";
import { Notice } from "./shapes.ts";

/** Seconds that a signature is good for. */
const toleranceSeconds = 300;

export type NoticeKeys = ReadonlyMap<string, string>;

/** `id:secret, id:secret`, as the settings hold them. */
export function parseNoticeKeys(text: string): NoticeKeys {
  return new Map(
    text.split(",").map((pair) => {
      const at = pair.indexOf(":");
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
    }),
  );
}

/** Signed with the key that it names, on exactly these bytes, within 300 s; its key is the notice's id. */
export function inspectNotice({ headers, body, nowMs }: InboundRequest, keys: NoticeKeys): InboundVerdict {
  const secret = keys.get(headers["bank-key"] ?? "");
  const time = headers["bank-time"] ?? "";
  if (secret === undefined) return refuse("it is signed with a key that the settings do not hold");
  if (!/^\d{1,12}$/.test(time) || Math.abs(nowMs / 1_000 - Number(time)) > toleranceSeconds)
    return refuse("its time is missing or too far away");
  const wanted = createHmac("sha256", secret).update(`${time}.`).update(body).digest();
  const given = Buffer.from(headers["bank-signature"] ?? "", "hex");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    return refuse("the signature is wrong");
  const { data: notice } = Notice.safeParse(parseJson(Buffer.from(body).toString()));
  if (notice === undefined) return refuse("it is no notice");
  const answer = { status: 200, body: { received: notice.notice } };
  return { outcome: "store", key: notice.notice, topic: notice.type, isVerified: true, answer };
}

function refuse(reason: string): InboundVerdict {
  return { outcome: "refuse", answer: { status: 400, body: { error: reason } }, reason };
}
