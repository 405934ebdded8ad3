const count = new Intl.NumberFormat("en");

export const lists = {
  searchIn: (label: string) => `Search ${label.toLowerCase()}`,
  shown: (shown: number, total: number, isCapped: boolean) =>
    isCapped
      ? `${count.format(shown)} of ${count.format(total)}+ shown`
      : `${count.format(shown)} of ${count.format(total)} shown`,
  more: "Show more",
  nothingFound: "Nothing matches this search and these filters.",
  showAll: "Show everything",
};
