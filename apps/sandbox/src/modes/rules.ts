import { newId } from "@stead/kernel/ids";
import type { Store } from "../store/store.ts";
import type { Table } from "../store/table.ts";
import type { ModeName } from "./table.ts";

/** A mode that is switched on: for everybody or one account or customer, for good or the next `remaining` times. */
export type ModeRule = {
  id: string;
  mode: ModeName;
  remaining: number | null;
  account: string | null;
  customer: string | null;
  /** Only for acts of this name, such as `stk-push` or `payment_intent.succeeded`. */
  subject: string | null;
  delayMs: number | null;
};

/** Of whom and of what is spoken when a mode is asked for. */
export type ModeSubject = { account?: string; customer?: string; subject?: string };

export type NewModeRule = Pick<ModeRule, "mode"> & Partial<Omit<ModeRule, "id" | "mode">>;

/** The modes that are on. */
export class Modes {
  readonly #store: Store;
  readonly #rules: Table<ModeRule>;

  constructor(store: Store) {
    this.#store = store;
    this.#rules = store.table<ModeRule>("modeRules");
  }

  list(): ModeRule[] {
    return [...this.#rules.values()];
  }

  add(rule: NewModeRule): ModeRule {
    const row: ModeRule = {
      remaining: null,
      account: null,
      customer: null,
      subject: null,
      delayMs: null,
      ...rule,
      id: newId(),
    };
    return this.#store.act(() => this.#rules.put(row.id, row));
  }

  remove(id: string): void {
    this.#store.act(() => this.#rules.delete(id));
  }

  clear(): void {
    this.#store.act(() => {
      for (const { id } of this.list()) this.#rules.delete(id);
    });
  }

  /** The first rule of this mode that fits, counted down; undefined when the mode is off. */
  take(mode: ModeName, { account, customer, subject }: ModeSubject): ModeRule | undefined {
    const rule = this.list().find(
      (row) =>
        row.mode === mode &&
        (row.account === null || row.account === account) &&
        (row.customer === null || row.customer === customer) &&
        (row.subject === null || row.subject === subject),
    );
    if (rule === undefined || rule.remaining === null) return rule;
    this.#store.act(() => {
      if (rule.remaining === null || rule.remaining <= 1) this.#rules.delete(rule.id);
      else this.#rules.put(rule.id, { ...rule, remaining: rule.remaining - 1 });
    });
    return rule;
  }
}
