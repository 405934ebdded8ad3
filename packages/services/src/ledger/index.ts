export { accounts, type AccountCode } from "./accounts.ts";
export { postJournal, postJournals, type Posted, type Posting, type PostingLine } from "./posting.ts";
export { readLines, reverseJournal, type Reversal } from "./reverse-journal.ts";
