import { text as readText } from "node:stream/consumers";
import type { BankAccount } from "@stead/contracts/disbursements";
import { newId } from "@stead/kernel/ids";
import { parse as parseCsv } from "csv-parse/sync";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { accountSums } from "../context/test-money.ts";
import { openDownload } from "../files/index.ts";
import {
  cancelDisbursement,
  createBankFile,
  getDisbursement,
  giveBankFile,
  listBankFiles,
  settleDisbursement,
  writeBankFile,
} from "./index.ts";
import { ask, asSystem, expectSound, openDaraja, openDesk, receive, type Desk } from "./test-disbursing.ts";

const filed = await openFiledHouse();
const { files } = filed;
const daraja = await openDaraja(filed.house);

const from: BankAccount = {
  name: "Client account",
  account: "DE89370400440532013000",
  bic: "COBADEFF",
  bankCode: null,
};
const local: BankAccount = { name: "Wanjiru O'Neil", account: "0102030405", bic: null, bankCode: "01100" };
const iban: BankAccount = {
  name: "Akinyi Otieno",
  account: "GB82WEST12345698765432",
  bic: null,
  bankCode: null,
};

async function askByBank(desk: Desk, to: BankAccount, amountMinor: number) {
  const { paymentId } = await receive(desk);
  const destination = { way: "bank_file", to } as const;
  return ask(desk, paymentId, { destination, amountMinor, reason: "Überzahlung <Mai> & Juni" });
}

const create = ({ ctx }: Desk, more: object = {}) =>
  createBankFile({
    ctx,
    input: { currency: "KES", executeOn: "2026-06-16", from, idempotencyKey: newId(), ...more },
  });
const write = ({ ctx }: Desk, batchId: string) =>
  writeBankFile({ ctx: asSystem(ctx), input: { batchId }, files });

/** The elements of a well-formed document, each with its path and text; the parser throws for any other. */
function readXml(xml: string): { path: string; text: string; attributes: Record<string, string> }[] {
  const found: { path: string; text: string; attributes: Record<string, string> }[] = [];
  const open: { name: string; entry: (typeof found)[number] }[] = [];
  const parser = new SaxesParser({ fileName: "pain" });
  parser.on("opentag", ({ name, attributes }) => {
    const path = [...open.map((tag) => tag.name), name].join("/");
    const entry = { path, text: "", attributes: { ...attributes } as Record<string, string> };
    found.push(entry);
    open.push({ name, entry });
  });
  parser.on("text", (text) => {
    const last = open.at(-1);
    if (last) last.entry.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return found;
}

async function fetchFile(url: string): Promise<string> {
  const opened = await openDownload(
    {
      openAgency: (agencyId) => filed.house.db.forAgency(agencyId),
      files,
      clock: { nowMs: () => Date.parse("2026-06-15T10:00:00Z") },
      requestId: "r",
    },
    { token: url.split("/").at(-1) ?? "" },
  );
  return readText(opened.content);
}

test("refunds by bank leave as one file, whose sums, counts and keys are right", async () => {
  const desk = await openDesk(daraja);
  const { ctx } = desk;
  const asked = [await askByBank(desk, local, 500_000), await askByBank(desk, iban, 123_456)];
  expect(asked.map(({ destinationHint }) => destinationHint)).toEqual([
    "Wanjiru O'Neil, 01••••0405",
    "Akinyi Otieno, GB••••5432",
  ]);
  expect(await accountSums(filed.house, desk.agency.id)).toMatchObject({ "1000": -623_456 });
  const made = await create(desk);
  expect(made).toMatchObject({
    state: "making",
    paymentCount: 2,
    totalMinor: 623_456,
    fromHint: "DE••••3000",
  });
  await expect(create(desk)).rejects.toMatchObject({ code: "PRECONDITION" });
  const [{ id, version } = { id: "", version: 0 }] = await Promise.all(
    asked.slice(0, 1).map((each) => getDisbursement({ ctx, input: { id: each.id } })),
  );
  await expect(cancelDisbursement({ ctx, input: { id, version, reason: null } })).rejects.toMatchObject({
    code: "PRECONDITION",
  });
  const early = { id: made.id, version: made.version, format: "xml", idempotencyKey: newId() } as const;
  await expect(giveBankFile({ ctx, input: early })).rejects.toMatchObject({ code: "PRECONDITION" });
  await write(desk, made.id);
  await write(desk, made.id);
  const [ready] = (await listBankFiles({ ctx, input: { limit: 10 } })).items;
  expect(ready).toMatchObject({ id: made.id, state: "ready" });

  const input = { ...early, version: ready?.version ?? 0, idempotencyKey: newId() };
  const given = await giveBankFile({ ctx, input });
  expect(given.file).toMatchObject({
    state: "given_out",
    format: "xml",
    givenOutTo: expect.any(String) as string,
  });
  const elements = readXml(await fetchFile(given.url));
  const textsOf = (tail: string) =>
    elements.filter(({ path }) => path.endsWith(tail)).map(({ text }) => text);
  expect(elements[0]).toMatchObject({
    path: "Document",
    attributes: { xmlns: "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09" },
  });
  expect(textsOf("/NbOfTxs")).toEqual(["2", "2"]);
  expect(textsOf("/CtrlSum")).toEqual(["6234.56", "6234.56"]);
  expect(textsOf("Amt/InstdAmt")).toEqual(["5000.00", "1234.56"]);
  expect(
    elements.filter(({ path }) => path.endsWith("InstdAmt")).map(({ attributes }) => attributes["Ccy"]),
  ).toEqual(["KES", "KES"]);
  expect(textsOf("PmtId/EndToEndId")).toEqual(asked.map(({ requestKey }) => requestKey));
  expect(new Set(textsOf("PmtId/EndToEndId")).size).toBe(2);
  expect(textsOf("CdtrAcct/Id/IBAN")).toEqual([iban.account]);
  expect(textsOf("CdtrAcct/Id/Othr/Id")).toEqual([local.account]);
  expect(textsOf("CdtrAgt/FinInstnId/ClrSysMmbId/MmbId")).toEqual(["01100"]);
  expect(textsOf("DbtrAgt/FinInstnId/BICFI")).toEqual(["COBADEFF"]);
  expect(textsOf("DbtrAcct/Ccy")).toEqual(["KES"]);
  expect(textsOf("ReqdExctnDt/Dt")).toEqual(["2026-06-16"]);
  expect(textsOf("GrpHdr/MsgId")).toEqual([made.id.replaceAll("-", "")]);
  for (const note of textsOf("RmtInf/Ustrd")) expect(note).toContain("Uberzahlung Mai Juni");
  const order = elements.filter(
    ({ path }) => path.startsWith("Document/CstmrCdtTrfInitn/PmtInf/") && path.split("/").length === 4,
  );
  expect(order.map(({ path }) => path.split("/").at(-1)).join(" ")).toBe(
    "PmtInfId PmtMtd NbOfTxs CtrlSum ReqdExctnDt Dbtr DbtrAcct DbtrAgt ChrgBr CdtTrfTxInf CdtTrfTxInf",
  );

  expect((await getDisbursement({ ctx, input: { id } })).state).toBe("sent");
  // A lost answer gets the file again by its key; nobody else gets it.
  expect(await fetchFile((await giveBankFile({ ctx, input })).url)).toContain("pain.001");
  const again = { ...input, version: given.file.version, idempotencyKey: newId() };
  await expect(giveBankFile({ ctx: desk.other, input: again })).rejects.toMatchObject({
    code: "PRECONDITION",
  });
  await expectSound(ctx);
});

test("the same as a table, with the last account and until people say what the bank did", async () => {
  const desk = await openDesk(daraja);
  const { ctx } = desk;
  const first = await askByBank(desk, local, 200_000);
  await expect(create(desk, { from: null })).rejects.toMatchObject({ code: "INVALID" });
  await expect(create(desk, { executeOn: "2026-06-14" })).rejects.toMatchObject({ code: "INVALID" });
  await create(desk);
  const second = await askByBank(desk, iban, 300_000);
  const made = await create(desk, { from: null });
  expect(made).toMatchObject({ paymentCount: 1, totalMinor: 300_000, fromName: "Client account" });
  await write(desk, made.id);
  const input = { id: made.id, version: 2, format: "csv", idempotencyKey: newId() } as const;
  const given = await giveBankFile({ ctx, input });
  const rows = parseCsv(await fetchFile(given.url), { columns: true, bom: true }) as unknown;
  expect(rows).toMatchObject([
    {
      Reference: second.requestKey,
      Name: iban.name,
      Account: iban.account,
      Amount: "3000.00",
      Currency: "KES",
    },
  ]);
  const { version } = await getDisbursement({ ctx, input: { id: second.id } });
  const paid = {
    id: second.id,
    version,
    reference: "FT26167",
    note: "On the statement",
    outcome: "paid",
  } as const;
  expect(await settleDisbursement({ ctx, input: paid })).toMatchObject({
    state: "paid",
    externalId: "FT26167",
  });
  expect((await getDisbursement({ ctx, input: { id: first.id } })).state).toBe("approved");
  await expectSound(ctx);
});

test("an account is sealed, and an account that no bank finds is refused", async () => {
  const desk = await openDesk(daraja);
  const { paymentId } = await receive(desk);
  await expect(
    ask(desk, paymentId, { destination: { way: "bank_file", to: { ...local, bankCode: null } } }),
  ).rejects.toMatchObject({ details: { fields: [{ path: "destination.to.bankCode" }] } });
  const asked = await askByBank(desk, local, 100_000);
  const [row] = await filed.house.arrange.query("select * from disbursements where id = $1", asked.id);
  expect(JSON.stringify(row)).not.toContain(local.account);
  const [stored] = await filed.house.arrange.query(
    "select count(*)::int as count from idempotency_keys k where k::text like $1",
    `%${local.account}%`,
  );
  expect(stored).toEqual({ count: 0 });
});
