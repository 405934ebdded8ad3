/** How far copies of the database must be before anybody reads them for an owner. */
export type Copies = {
  /** Where the database's log ends by now; undefined when it does not say. */
  position(): Promise<string | undefined>;
  /** Something of the owner, or of nobody knows whom, changed by now: at a position, when that is known. */
  noteChange(owner: string | undefined, position?: string): void;
};

/** Stands for the position of a change when the database does not say where that is. */
export const unknownPosition = "?";
