/** What pages of one record say, whatever it is. */
export const records = {
  loading: "Loading",
  open: "Open",
  missing: "There is no such record here",
  missingHelp: "It was removed, or it belongs to another agency, or the address is not complete.",
  where: "Where you are",
  views: "Views",
  more: "More actions",
  undone: "Taken back",
};
