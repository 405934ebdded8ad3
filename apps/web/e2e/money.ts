const format = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Minor units as the pages write an amount: `7,551.60`. */
export function amount(minor: number): string {
  return format.format(minor / 100);
}

/** An amount with its currency, whatever blank is between the two. */
export function kes(minor: number): RegExp {
  return new RegExp(`KES\\s${amount(minor).replaceAll(".", "\\.")}`);
}

/** An amount in whole units: `377,580`. */
export function whole(minor: number): string {
  return (minor / 100).toLocaleString("en", { maximumFractionDigits: 0 });
}
