import type { Random } from "./random.ts";

const chicagoFirst =
  "Aaliyah Andre Angela Anthony Brenda Carlos Carmen Cedric Charles Cheryl Darnell Deborah Denise Diego Elena Ernest Felicia Gloria Hector Irene Jamal James Janet Jerome Jesse Joyce Kevin Latoya Leon Linda Luis Marcus Maria Maurice Melissa Miguel Monica Nadia Nathan Olga Oscar Patricia Pedro Rafael Renee Robert Rosa Sandra Shirley Sofia Stanley Teresa Tomasz Tyrone Vanessa Victor Wanda Willie Yolanda Zofia".split(
    " ",
  );
const chicagoLast =
  "Adams Alvarez Bailey Banks Brown Butler Campbell Carter Castillo Coleman Cruz Davis Diaz Dixon Edwards Evans Flores Ford Garcia Gomez Grant Green Hall Harris Hayes Hill Jackson Jenkins Johnson Jones Kowalski Lewis Lopez Malone Martinez Mitchell Moore Morales Nowak Ortiz Parker Perez Phillips Price Ramirez Reed Reyes Rivera Robinson Ruiz Sanders Scott Sims Taylor Torres Turner Walker Washington White Williams Wilson Wright Young".split(
    " ",
  );
const kenyaFirst =
  "Abdi Achieng Akinyi Amina Anyango Atieno Beatrice Brian Caroline Chebet Cherono Collins David Dennis Diana Edwin Esther Faith Fatuma Festus George Grace Halima Hassan Irene James Jane Joseph Joyce Juma Kamau Kevin Kipchoge Lilian Lucy Margaret Mary Mercy Moses Muthoni Mwangi Nafula Naliaka Nancy Ngina Njeri Omar Otieno Pauline Peter Purity Rose Ruth Salim Samuel Sarah Stella Wairimu Wambui Wanjiru Winnie Zainab".split(
    " ",
  );
const kenyaLast =
  "Abdullahi Barasa Chege Cheruiyot Gathoni Gitau Hussein Kamau Karanja Kariuki Kibet Kilonzo Kimani Kimutai Kinyua Kiplagat Koech Korir Lagat Maina Makau Macharia Mbugua Mohamed Muli Mutai Mutiso Mutua Mwangi Nderitu Ndungu Ngugi Njoroge Njuguna Nyambura Nyong'o Obonyo Ochieng Odhiambo Okello Okoth Omondi Onyango Opiyo Otieno Ouma Owino Rotich Ruto Simiyu Wafula Wainaina Wambugu Wanjala Wanyama Wekesa".split(
    " ",
  );

export type Person = { name: string; email: string | null; phone: string | null };
export type Region = "chicago" | "nairobi";

/**
 * An invented person. Addresses are in example.org and numbers in blocks that nobody is assigned (555 exchanges;
 * +254 700 0...), so that nothing sent by mistake reaches anybody. Some lack one or the other, as in real books.
 */
export function inventPerson(random: Random, region: Region, serial: number): Person {
  const [first, last] =
    region === "chicago"
      ? [random.pick(chicagoFirst), random.pick(chicagoLast)]
      : [random.pick(kenyaFirst), random.pick(kenyaLast)];
  const mailbox = `${first}.${last}${serial}`.toLowerCase().replaceAll("'", "");
  const digits = String(serial).padStart(6, "0");
  const phone =
    region === "chicago"
      ? `+1${random.pick(["312", "773", "872"])}555${digits.slice(-4)}`
      : `+254700${digits}`;
  return {
    name: `${first} ${last}`,
    email: random.isChance(0.82) ? `${mailbox}@example.org` : null,
    phone: random.isChance(0.95) ? phone : null,
  };
}

const ownerWords = ["Holdings", "Homes", "Housing Partners", "Estates", "Investments", "Residential"];

export function inventOwner(random: Random, region: Region): string {
  const last = region === "chicago" ? random.pick(chicagoLast) : random.pick(kenyaLast);
  return `${last} ${random.pick(ownerWords)}`;
}
