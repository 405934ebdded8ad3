import type { TemplateData, TemplateName } from "./data.ts";
import { presentInvoice } from "./present-invoice.ts";
import { presentLease } from "./present-lease.ts";
import { presentReceipt } from "./present-receipt.ts";
import { presentReport, type CollectedReport } from "./present-report.ts";
import { presentSettlement } from "./present-settlement.ts";
import { presentStatement } from "./present-statement.ts";
import { en } from "./texts/en.ts";

/** What crosses over to the engine: plain data, with the rows of a report read. */
export type SentData = {
  [Name in TemplateName]: Name extends "table-report" ? CollectedReport : TemplateData[Name];
};

/** A request to the engine. */
export type RenderRequest = {
  [Name in TemplateName]: { template: Name; data: SentData[Name] };
}[TemplateName];

/** The folder of the templates and what they share. */
export const templateFolder = new URL("./templates/", import.meta.url);

/** The fields of a template's page, formatted, as it finds them. */
export function presentFields(request: RenderRequest): object {
  switch (request.template) {
    case "invoice":
      return presentInvoice(request.data, en);
    case "settlement":
      return presentSettlement(request.data, en);
    case "receipt":
      return presentReceipt(request.data, en);
    case "lease":
      return presentLease(request.data, en);
    case "statement":
      return presentStatement(request.data, en);
    case "table-report":
      return presentReport(request.data, en);
  }
}
