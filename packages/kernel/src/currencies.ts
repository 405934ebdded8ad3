/** ISO 4217 exponents of the currencies that have none or three minor digits; every other one has two. */
const exponents: Record<string, number> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const currencyPattern = /^[A-Z]{3}$/;

export function isCurrency(value: string): boolean {
  return currencyPattern.test(value) && Intl.supportedValuesOf("currency").includes(value);
}

/** Digits behind the point of a currency's minor unit (ISO 4217): KES 2, JPY 0, KWD 3. */
export function currencyExponent(currency: string): number {
  return exponents[currency] ?? 2;
}

/**
 * The smallest amount a charge is rounded to, in minor units. M-Pesa takes whole shillings, so KES bills
 * in steps of 100 minor units although its ISO exponent is 2; the other currencies bill to the minor unit.
 */
export function billingUnitMinor(currency: string): number {
  return currency === "KES" || currency === "TZS" ? 100 : 1;
}
