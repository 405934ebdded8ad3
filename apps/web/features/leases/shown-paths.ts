const termPaths = [
  "unitId",
  "contactId",
  "startOn",
  "endOn",
  "rentMinor",
  "depositMinor",
  "dueDay",
  "prorationMethod",
  "prorateOn",
  "billingAnchor",
  "reference",
  "billFromOn",
];
const itemPaths = ["description", "amountMinor", "frequency", "taxPpm", "fromOn", "toOn"];

/** The paths whose messages stand at the fields of a lease's form. */
export function shownPaths(
  items: readonly unknown[],
  parties: readonly unknown[] = [],
  path = "items",
): string[] {
  return [
    ...termPaths,
    ...items.flatMap((_, index) => itemPaths.map((field) => `${path}.${index}.${field}`)),
    ...parties.map((_, index) => `parties.${index}.contactId`),
  ];
}
