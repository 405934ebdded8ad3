import { addDays, type CivilDate } from "@stead/kernel/dates";
import type { Random } from "./random.ts";

/** How a tenant pays, as agencies know them. */
export type Habit = "early" | "punctual" | "late" | "in_parts" | "rounds_up" | "careless" | "struggling";

export function chooseHabit(random: Random): Habit {
  return random.weighted([
    ["early", 18],
    ["punctual", 42],
    ["late", 18],
    ["in_parts", 7],
    ["rounds_up", 6],
    ["careless", 4],
    ["struggling", 5],
  ]);
}

export type PlannedPayment = {
  receivedOn: CivilDate;
  amountMinor: number;
  /** The payer wrote something that nobody can match: the money stays unallocated. */
  hasWrongReference: boolean;
};

/** What a tenant with a habit pays towards one due amount; nothing at times. `roundMinor` is what people round up to. */
export function planPayments(
  random: Random,
  habit: Habit,
  dueOn: CivilDate,
  amountMinor: number,
  roundMinor: number,
): PlannedPayment[] {
  const pay = (days: number, amount: number, hasWrongReference = false): PlannedPayment => ({
    receivedOn: addDays(dueOn, days),
    amountMinor: amount,
    hasWrongReference,
  });
  switch (habit) {
    case "early":
      return [pay(-random.between(1, 5), amountMinor)];
    case "punctual":
      return [pay(random.between(0, 3), amountMinor)];
    case "late":
      return [pay(random.between(4, 24), amountMinor)];
    case "in_parts": {
      const first = Math.min(
        amountMinor,
        Math.ceil((amountMinor * random.between(40, 70)) / 100 / roundMinor) * roundMinor,
      );
      const second = pay(random.between(8, 20), amountMinor - first);
      return second.amountMinor > 0 ? [pay(random.between(0, 4), first), second] : [pay(1, first)];
    }
    case "rounds_up":
      return [pay(random.between(0, 4), Math.ceil(amountMinor / (roundMinor * 10)) * roundMinor * 10)];
    case "careless":
      return [pay(random.between(0, 9), amountMinor, random.isChance(0.2))];
    case "struggling":
      if (random.isChance(0.3)) return [];
      return [
        pay(
          random.between(10, 45),
          random.isChance(0.5)
            ? amountMinor
            : Math.max(roundMinor, Math.floor((amountMinor * 0.6) / roundMinor) * roundMinor),
        ),
      ];
  }
}
