import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { AppError } from "@stead/kernel/errors";
import type { TemplateName } from "./data.ts";
import { presentFields, templateFolder, type RenderRequest } from "./templates.ts";

export type Typesetter = {
  /** Draws one document. Blocks the thread. Throws INTERNAL when the template fails on the data. */
  typeset(request: RenderRequest): { pdf: Buffer; pages: number };
  /** Forgets compiled templates that nobody used for `ttlMs`, and all that was kept of past documents. */
  forgetUnused(ttlMs: number): void;
  /** Forgets everything. */
  forgetAll(): void;
};

const weights = ["400Regular", "600SemiBold"];

/** What no document used for so many rounds is forgotten; a round is so many documents. */
const roundsKept = 2;
const documentsPerRound = 4;

function readFonts(): Buffer[] {
  const folder = new URL("./", import.meta.resolve("@expo-google-fonts/inter/package.json"));
  return weights.map((weight) => readFileSync(new URL(`${weight}/Inter_${weight}.ttf`, folder)));
}

/** Typst in this process. Templates are read and compiled when they are first used. */
export function createTypesetter(): Typesetter {
  const workspace = fileURLToPath(templateFolder);
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: readFonts() }] });
  const usedAtMs = new Map<TemplateName, number>();
  let drawn = 0;
  const forgetAll = () => {
    compiler.evictCache(0);
    usedAtMs.clear();
  };
  return {
    typeset(request) {
      usedAtMs.set(request.template, performance.now());
      // Data travels as JSON beside the source and is shown as it is: nothing of it is ever read as markup.
      const inputs = { data: JSON.stringify(presentFields(request)).normalize("NFC") };
      const compiled = compiler.compile({ mainFilePath: `${workspace}${request.template}.typ`, inputs });
      const document = compiled.result;
      if (document === null) {
        const error = compiled.takeError();
        const messages = error === null ? [] : error.shortDiagnostics.map(messageOf);
        throw new AppError("INTERNAL", `the template ${request.template} failed: ${messages.join("; ")}`);
      }
      // Tags tell screen readers what is what. A long table has ten times the size with them; its CSV is read better.
      const pdf = compiler.pdf(document, { pdfTags: request.template !== "table-report" });
      const pages = document.numOfPages;
      drawn += 1;
      if (drawn % documentsPerRound === 0) compiler.evictCache(roundsKept);
      return { pdf, pages };
    },
    forgetUnused(ttlMs) {
      const oldest = performance.now() - ttlMs;
      if ([...usedAtMs.values()].some((usedMs) => usedMs < oldest)) forgetAll();
    },
    forgetAll,
  };
}

function messageOf(diagnostic: unknown): string {
  return typeof diagnostic === "object" && diagnostic !== null && "message" in diagnostic
    ? String(diagnostic.message)
    : String(diagnostic);
}
