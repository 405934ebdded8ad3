import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { DocumentDto, OpenDocumentInput } from "@stead/contracts/documents";
import { createPdfRenderer } from "@stead/documents/pdf/renderer";
import { makeProperty } from "@stead/testing/factories";
import { extractText, getDocumentProxy } from "unpdf";
import { afterAll, expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { aBilledLease, invoicesOf, pay } from "../context/test-billing.ts";
import { makeColleague, makeHouseAgency, type TestContext } from "../context/test-house.ts";
import { reversePayment } from "../payments/index.ts";
import { openDocument, stopDocument, updateLetterhead, writeDocument } from "./index.ts";

const { house, files } = await openFiledHouse();
const pdf = createPdfRenderer({ processes: 1 });
afterAll(() => pdf.close());

type FileRow = { key: string; sha256: string; name: string; expires: string | null };

async function bytesOf(id: string): Promise<{ bytes: Buffer; file: FileRow }> {
  const [file] = await house.arrange.query<FileRow>(
    `select f.storage_key as key, f.sha256, f.name, f.expires_at::text as expires from documents d
     join files f on f.agency_id = d.agency_id and f.id = d.file_id where d.id = $1`,
    id,
  );
  if (file === undefined) throw new Error("it has no file");
  return { bytes: await buffer(await files.open(file.key)), file };
}

/** Asks for a document, has it drawn, and asks again. */
async function drawn(ctx: TestContext, input: OpenDocumentInput): Promise<DocumentDto> {
  const asked = await openDocument({ ctx, input });
  if (asked.status === "queued") await writeDocument({ ctx, input: { documentId: asked.id }, pdf, files });
  return openDocument({ ctx, input });
}

async function textOf({ id }: DocumentDto): Promise<string> {
  const { bytes } = await bytesOf(id);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  return text.replaceAll(/\s+/g, " ");
}

const billed = async () => {
  const { ctx, id: leaseId, ...rest } = await aBilledLease(house);
  const [invoice] = await invoicesOf(house, leaseId);
  return { ...rest, ctx, leaseId, invoiceId: invoice?.id ?? "", total: invoice?.total ?? 0 };
};

test("an invoice is drawn once, by a job, and stays the same bytes whatever changes afterwards", async () => {
  const { ctx, leaseId, invoiceId } = await billed();
  const input = { kind: "invoice", id: invoiceId } as const;
  const asked = await openDocument({ ctx, input });
  expect(asked).toMatchObject({ status: "queued", url: null, sha256: null });
  expect(
    await house.arrange.query(
      "select from outbox where id = $1 and name = 'documents.write'",
      asked.jobRunId,
    ),
  ).toHaveLength(1);
  expect(await openDocument({ ctx, input })).toMatchObject({ id: asked.id, jobRunId: asked.jobRunId });

  const first = await drawn(ctx, input);
  expect(first).toMatchObject({ id: asked.id, status: "ready" });
  expect(first.url).toMatch(/^\/api\/files\/[\w-]+$/);
  expect(first.templateVersion).toMatch(/^invoice-/);
  const before = await bytesOf(first.id);
  expect(before.file).toMatchObject({
    sha256: first.sha256,
    name: expect.stringMatching(/^Invoice \d+\.pdf$/),
    expires: null,
  });
  expect(createHash("sha256").update(before.bytes).digest("hex")).toBe(first.sha256);
  expect(await textOf(first)).toContain("30,000.00");

  await pay({ ctx }, leaseId, 1_000_000);
  const letterhead = {
    address: "A new street 1\nNairobi",
    howToPay: "By paybill 1",
    email: null,
    phone: null,
  };
  await updateLetterhead({ ctx, input: { ...letterhead, taxNumber: null, footer: null, version: 0 } });
  const again = await drawn(ctx, input);
  expect(again).toMatchObject({ id: first.id, sha256: first.sha256, madeAt: first.madeAt });
  expect((await bytesOf(again.id)).bytes.equals(before.bytes)).toBe(true);
  expect(
    await house.arrange.query("select from documents where subject_id = $1 and kind = 'invoice'", invoiceId),
  ).toHaveLength(1);
  await expect(
    house.arrange.query("update documents set sha256 = 'another' where id = $1", first.id),
  ).rejects.toThrow("never changed");
});

test("what settled an invoice is a dated annex that follows the payments", async () => {
  const { ctx, leaseId, invoiceId, total } = await billed();
  const input = { kind: "settlement", id: invoiceId } as const;
  const before = await drawn(ctx, input);
  expect(await textOf(before)).toContain("Nothing has been paid");
  expect((await drawn(ctx, input)).id).toBe(before.id);

  const payment = await pay({ ctx }, leaseId, total);
  const paid = await drawn(ctx, input);
  expect(paid.id).not.toBe(before.id);
  const text = await textOf(paid);
  expect(text).toContain("As of 15 Jun 2026");
  expect(text).toContain(`15 Jun 2026 Payment, bank transfer Receipt ${payment.number} −30,000.00 0.00`);

  await reversePayment({
    ctx,
    input: {
      paymentId: payment.id,
      version: payment.version,
      kind: "bounced",
      reason: "No funds",
      idempotencyKey: "bounced-cheque",
    },
  });
  const reversed = await textOf(await drawn(ctx, input));
  expect(reversed).toContain("Payment taken back");
  expect(reversed).toContain("Open (KES) 30,000.00");
  const receipt = await drawn(ctx, { kind: "receipt", id: payment.id });
  expect(await textOf(receipt)).toContain("taken back on 15 Jun 2026: No funds");
});

test("a receipt says what it paid, and one that can be made again is kept for a month", async () => {
  const { ctx, leaseId } = await billed();
  const payment = await pay({ ctx }, leaseId, 3_500_000);
  const receipt = await drawn(ctx, { kind: "receipt", id: payment.id });
  const text = await textOf(receipt);
  expect(text).toContain("KES 35,000.00");
  expect(text).toContain("Kept as credit for later invoices 5,000.00");
  const { file } = await bytesOf(receipt.id);
  expect(file.expires).toContain("2026-07-15");
  ctx.clock.advance({ days: 40 });
  const later = await openDocument({ ctx, input: { kind: "receipt", id: payment.id } });
  expect(later).toMatchObject({ status: "queued" });
  expect(later.id).not.toBe(receipt.id);
});

test("a statement ties to the books: opening, entries, closing and age", async () => {
  const { ctx, agency, leaseId } = await billed();
  await pay({ ctx }, leaseId, 2_000_000);
  const input = { kind: "statement", id: leaseId, from: "2026-06-01", to: "2026-06-30" } as const;
  const statement = await drawn(ctx, input);
  const text = await textOf(statement);
  const [books] = await house.arrange.query<{ sum: number }>(
    `select sum(amount_minor)::bigint as sum from journal_lines where agency_id = $1 and lease_id = $2
       and account_code in ('1100', '1110', '2010', '2020')`,
    agency.id,
    leaseId,
  );
  expect(books?.sum).toBe(1_000_000);
  expect(text).toContain("Balance owed (KES) 10,000.00");
  expect(text).toContain("Not yet due 1–30 days 31–60 days 61–90 days Over 90 days – 10,000.00 – – –");
  const later = await textOf(await drawn(ctx, { ...input, from: "2026-06-30" }));
  expect(later).toContain("Balance brought forward 10,000.00");
  await expect(openDocument({ ctx, input: { ...input, to: "2026-05-01" } })).rejects.toMatchObject({
    code: "INVALID",
  });
  expect(await openDocument({ ctx, input: { kind: "statement", id: leaseId } })).toMatchObject({
    status: "queued",
  });
});

test("two who ask at once get one document; one that failed is drawn when asked for again", async () => {
  const { ctx, invoiceId } = await billed();
  const input = { kind: "invoice", id: invoiceId } as const;
  const asked = await Promise.all(Array.from({ length: 5 }, () => openDocument({ ctx, input })));
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
  const [{ id: documentId } = { id: "" }] = asked;
  await stopDocument({ ctx, input: { documentId, problem: "the engine was away" } });
  const retried = await openDocument({ ctx, input });
  expect(retried).toMatchObject({ id: documentId, status: "queued" });
  await Promise.all([1, 2].map(() => writeDocument({ ctx, input: { documentId }, pdf, files })));
  expect(await openDocument({ ctx, input })).toMatchObject({ id: documentId, status: "ready" });
  expect(await house.arrange.query("select from files where agency_id = $1", ctx.agencyId)).toHaveLength(1);
});

test("nobody opens what they may not read", async () => {
  const { ctx, agency, invoiceId, leaseId } = await billed();
  const other = await makeHouseAgency(house);
  const elsewhere = await makeProperty(house.arrange, agency.id);
  const limited = await makeColleague(house, agency, { role: "manager", propertyIds: [elsewhere.id] });
  const inputs = [
    { kind: "invoice", id: invoiceId },
    { kind: "settlement", id: invoiceId },
    { kind: "lease", id: leaseId },
    { kind: "statement", id: leaseId },
  ] as const;
  for (const input of inputs) {
    await expect(openDocument({ ctx: other.ctx, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(openDocument({ ctx: limited, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const powerless = { ...ctx, permissions: new Set<never>() };
    await expect(openDocument({ ctx: powerless, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await expect(
    openDocument({
      ctx: { ...ctx, permissions: new Set<never>() },
      input: { kind: "receipt", id: invoiceId },
    }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
});
