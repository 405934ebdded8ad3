/** Statements that each connection keeps prepared for Prisma; more would cost the server memory for little gain. */
const namesKept = 500;
/** Lists of changing length make a new text each time: not worth a name. */
const parametersKept = 24;

/** Gives the same SQL text the same statement name; empty (unnamed) once the names are used up. */
export function statementNames(): (text: string, parameters: number) => string {
  const names = new Map<string, string>();
  return (text, parameters) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (parameters > parametersKept || names.size >= namesKept) return "";
    const name = `prisma_${names.size}`;
    names.set(text, name);
    return name;
  };
}
