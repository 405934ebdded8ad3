/** Joins class names, leaving out everything falsy. The last one does not win over the first: keep them apart. */
export function joinClasses(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
