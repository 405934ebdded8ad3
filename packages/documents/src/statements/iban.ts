const shape = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** True for what is written like an IBAN, whether or not its check digits are right. */
export function hasIbanShape(text: string): boolean {
  return shape.test(text);
}

/** True for an IBAN whose check digits are right (ISO 7064, MOD 97-10), written without spaces. */
export function isIban(text: string): boolean {
  if (!shape.test(text)) return false;
  let rest = 0;
  for (const char of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
