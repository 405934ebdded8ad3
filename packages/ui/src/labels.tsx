"use client";

import { createContext, use, type ReactNode } from "react";

/** Every text that a part shows by itself. All other texts come in by props. */
export interface Labels {
  readonly addFilter: string;
  readonly amountDecimals: (places: number) => string;
  readonly amountInvalid: string;
  readonly amountNegative: string;
  readonly amountTooLarge: string;
  readonly cancel: string;
  readonly clear: string;
  readonly clearFilters: string;
  readonly close: string;
  readonly collapse: string;
  readonly copied: string;
  readonly copy: string;
  readonly dateImpossible: string;
  readonly dateInvalid: string;
  readonly expand: string;
  readonly keys: string;
  readonly keyFilter: string;
  readonly keyHelp: string;
  readonly keyMove: string;
  readonly keyOpen: string;
  readonly keyPeek: string;
  readonly keySelect: string;
  readonly keySelectAll: string;
  readonly keySelection: string;
  readonly loading: string;
  readonly loadMore: string;
  readonly more: string;
  readonly navigation: string;
  readonly next: string;
  readonly noResults: string;
  readonly noSort: string;
  readonly openCalendar: string;
  readonly optional: string;
  readonly pages: string;
  readonly previous: string;
  readonly removeFilter: (name: string) => string;
  readonly requestId: string;
  readonly retry: string;
  readonly searchFailed: string;
  readonly selectAll: string;
  readonly selected: (count: number) => string;
  readonly selectRow: string;
  readonly showOptions: string;
  readonly skipToContent: string;
  readonly sortBy: string;
  readonly stepDone: string;
  readonly total: string;
  readonly typeToConfirm: (phrase: string) => string;
  readonly undo: string;
  readonly viewAsChart: string;
  readonly viewAsTable: string;
  readonly why: string;
}

export const englishLabels: Labels = {
  addFilter: "Filter",
  amountDecimals: (places) =>
    places === 0
      ? "This currency has no decimals. Enter a whole amount."
      : `Use at most ${places} decimals, for example ${(1200.5).toFixed(places)}.`,
  amountInvalid: "Enter an amount, for example 1,200.50 or 45k.",
  amountNegative: "Enter an amount of zero or more.",
  amountTooLarge: "This amount is too large.",
  cancel: "Cancel",
  clear: "Clear",
  clearFilters: "Clear all",
  close: "Close",
  collapse: "Collapse the sidebar",
  copied: "Copied",
  copy: "Copy",
  dateImpossible: "This day does not exist in the calendar.",
  dateInvalid: "Enter a date, for example 3 Nov 2026 or 2026-11-03.",
  expand: "Expand the sidebar",
  keys: "Keys",
  keyFilter: "Search the list",
  keyHelp: "Show the keys",
  keyMove: "Move down, move up",
  keyOpen: "Open",
  keyPeek: "Look without leaving the list",
  keySelect: "Select",
  keySelectAll: "Select all rows shown",
  keySelection: "To what can be done with the selected",
  loading: "Loading",
  loadMore: "Load more",
  more: "More",
  navigation: "Main",
  next: "Next",
  noResults: "Nothing found",
  noSort: "Default order",
  openCalendar: "Open the calendar",
  optional: "optional",
  pages: "Pages",
  previous: "Previous",
  removeFilter: (name) => `Remove the filter ${name}`,
  requestId: "Request",
  retry: "Try again",
  searchFailed: "The search failed. Type again to retry.",
  selectAll: "Select all rows shown",
  selected: (count) => `${count.toLocaleString("en")} selected`,
  selectRow: "Select this row",
  showOptions: "Show the options",
  skipToContent: "Skip to the content",
  sortBy: "Sort by",
  stepDone: "done",
  total: "Total",
  typeToConfirm: (phrase) => `Type ${phrase} to confirm`,
  undo: "Undo",
  viewAsChart: "View as a plot",
  viewAsTable: "View as a table",
  why: "Why",
};

const LabelsContext = createContext<Labels>(englishLabels);

/** Replaces the built-in English texts. Give every text: a catalogue is complete or it does not compile. */
export function LabelsProvider({
  labels,
  children,
}: {
  readonly labels: Labels;
  readonly children: ReactNode;
}) {
  return <LabelsContext value={labels}>{children}</LabelsContext>;
}

/** The texts in force here. */
export function useLabels(): Labels {
  return use(LabelsContext);
}
