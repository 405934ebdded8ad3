/** What is said before a page's own texts are here. */
export const views = {
  loading: "Loading",
  opening: "Opening your agency",
  failed: "This page could not be loaded",
  failedHelp: "Check your connection. If Stead was just updated, loading the page again brings the new one.",
  reload: "Load again",
};
